# Weighted groups in stratified and clustered samples, by R's survey package. Run by hand:
#   Rscript tests/data/reference/r/weighted_samples.R
# It writes tests/data/reference/r_weighted_samples.json beside this folder. Data are drawn here.
# Cliff's delta: the survey package has none. Its linearised error is that of a total of influence
# values, made here over all pairs of rows (an n x n matrix) and handed to svytotal; with two groups
# delta is twice the difference of mean rank scores in svyranktest, which is checked below.
suppressMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail")
set.seed(61128)

delta <- function(data, design, a, b) {
  first <- which(data$g == a); second <- which(data$g == b); n <- nrow(data)
  one <- data$w[first] / sum(data$w[first]); two <- data$w[second] / sum(data$w[second])
  ahead <- sign(outer(data$q[first], data$q[second], "-"))
  value <- c(t(one) %*% ahead %*% two)
  away <- moved <- rep(0, n)
  away[first] <- c(ahead %*% two) - value; away[second] <- c(t(ahead) %*% one) - value
  moved[first] <- one * away[first]; moved[second] <- two * away[second]
  se <- c(SE(svytotal(~z, update(design, z = moved / data$w))))
  plain <- sum(one * away[first]^2) / (length(first) - 1) +
    sum(two * away[second]^2) / (length(second) - 1)
  list(first = a, second = b, value = value, se = se, effect = se^2 / plain,
       df = degf(subset(design, g %in% c(a, b))))
}

sample_of <- function(n, strata, clusters, rate, groups) {
  stratum <- rep(seq_len(strata), length.out = n)
  unit <- if (clusters) stratum * 100 + rep(seq_len(clusters), each = strata, length.out = n) else seq_len(n)
  g <- sample(groups, n, TRUE); lean <- rnorm(1000)[unit %% 1000 + 1] * (clusters > 0) * .5
  q <- findInterval(rnorm(n) + lean + .4 * g + .2 * stratum, c(-.5, .4, 1.1, 1.9)) + 1
  data <- data.frame(g, q, w = round(exp(rnorm(n) * .5) * 2, 2) + .01, s = stratum, c = unit)
  if (rate) data$size <- ceiling(tapply(unit, stratum, function(v) length(unique(v)))[stratum] / rate)
  data
}

case <- function(n, strata, clusters, rate, groups) {
  data <- sample_of(n, strata, clusters, rate, groups)
  design <- svydesign(ids = if (clusters) ~c else ~1, strata = ~s, weights = ~w,
                      fpc = if (rate) ~size else NULL, data = data)
  by <- svyby(~q, ~g, design, svymean)
  table <- svychisq(~g + q, design)
  pairs <- combn(groups, 2, simplify = FALSE)
  deltas <- lapply(pairs, function(pair) delta(data, design, pair[1], pair[2]))
  if (groups == 2) {  # ranks with ties halved, as svyranktest has them where weights do not matter
    share <- tapply(data$w, data$q, sum) / sum(data$w)
    score <- (cumsum(share) - share / 2)[as.character(data$q)]
    ranks <- svyby(~score, ~g, update(design, score = score), svymean)$score
    stopifnot(abs(2 * (ranks[1] - ranks[2]) - deltas[[1]]$value) < 1e-12)
  }
  list(data = as.list(data), clusters = clusters > 0, population = rate > 0,
       mean = unname(by$q), se = unname(SE(by)),
       rao_scott = list(f = unname(table$statistic), df1 = unname(table$parameter[1]),
                        df2 = unname(table$parameter[2]), p = unname(c(table$p.value))),
       deltas = deltas)
}

cases <- list(case(40, 1, 0, 0, 2), case(60, 3, 0, 0, 3), case(60, 2, 0, .4, 2),
              case(72, 2, 6, 0, 3), case(72, 3, 5, .5, 2), case(48, 1, 8, .25, 2))
found <- list(r = R.version.string, survey = as.character(packageVersion("survey")), cases = cases)
here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
writeLines(toJSON(found, digits = I(15), auto_unbox = TRUE), file.path(dirname(here), "..", "r_weighted_samples.json"))
