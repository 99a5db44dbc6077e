# Reliability, agreement of coders and agreement within groups, by R. Run by hand:
#   Rscript tests/data/reference/r/scales_and_coders.R
# It writes tests/data/reference/r_scales_and_coders.json beside this folder. Data are drawn here.
# alpha: psych. Feldt: qf with the n really used. omega, polychoric: lavaan. kappa: vcd and psych
# (whose error of weighted kappa is not used: it is often 0). W: friedman.test. rwg and others:
# multilevel; its bounds: all answers gone through. Krippendorff's alpha and Gwet's coefficients:
# written out here from their definitions, unit by unit and pair by pair.
suppressMessages({library(psych); library(lavaan); library(vcd); library(multilevel); library(jsonlite)})
set.seed(61129)
quiet <- function(x) { sink(tempfile()); on.exit(sink()); suppressWarnings(suppressMessages(x)) }

feldt <- function(alpha, n, k) 1 - (1 - alpha) * qf(c(.975, .025), n - 1, (n - 1) * (k - 1))

scale_case <- function(n, loadings, cuts, gaps) {
  k <- length(loadings); trait <- rnorm(n)
  x <- sapply(loadings, function(l) findInterval(l * trait + rnorm(n) * sqrt(1 - l^2), cuts) + 1)
  x[matrix(runif(n * k) < gaps, n)] <- NA
  d <- as.data.frame(x); names(d) <- paste0("q", seq_len(k)); whole <- na.omit(d)
  a <- quiet(alpha(whole, check.keys = FALSE)); p <- quiet(alpha(d, check.keys = FALSE, use = "pairwise"))
  fewest <- min(crossprod(!is.na(x)))
  out <- list(answers = unname(split(x, row(x))), n = nrow(whole), alpha = a$total$raw_alpha,
    feldt = feldt(a$total$raw_alpha, nrow(whole), k), average = a$total$average_r,
    standardized = a$total$std.alpha, rest = a$item.stats$r.drop, dropped = a$alpha.drop$raw_alpha,
    pairwise = p$total$raw_alpha, pairwise_feldt = feldt(p$total$raw_alpha, fewest, k), fewest = fewest)
  if (nrow(whole) >= 100) {
    fit <- cfa(paste("f =~", paste(names(d), collapse = "+")), whole, std.lv = TRUE)
    est <- lavInspect(fit, "est"); common <- sum(est$lambda)^2
    out$omega <- common / (common + sum(diag(est$theta)))
    r <- unclass(lavCor(as.data.frame(lapply(whole, ordered)), ordered = names(d),
                        estimator = "two.step", output = "cor", zero.add = c(0, 0)))
    out$ordinal <- k / (k - 1) * (1 - k / sum(r))
  }
  out
}

two_case <- function(n, codes, alike) {
  one <- sample(codes, n, TRUE); two <- ifelse(runif(n) < alike, one, sample(codes, n, TRUE))
  t <- table(factor(one, seq_len(codes)), factor(two, seq_len(codes)))
  k <- Kappa(t); q <- Kappa(t, weights = "Fleiss-Cohen")
  stopifnot(abs(quiet(cohen.kappa(unclass(t)))$weighted.kappa - q$Weighted[["value"]]) < 1e-12)
  list(one = one, two = two, kappa = unname(k$Unweighted), linear = unname(k$Weighted),
       quadratic = unname(q$Weighted))
}

krippendorff <- function(x, level) {
  values <- sort(unique(na.omit(c(x)))); o <- matrix(0, length(values), length(values))
  for (u in seq_len(nrow(x))) {
    given <- match(x[u, !is.na(x[u, ])], values); m <- length(given)
    if (m > 1) for (a in seq_len(m)) for (b in seq_len(m)[-a])
      o[given[a], given[b]] <- o[given[a], given[b]] + 1 / (m - 1)
  }
  times <- rowSums(o)
  apart <- outer(seq_along(values), seq_along(values), Vectorize(function(i, j) {
    if (i == j) return(0)
    between <- seq(min(i, j), max(i, j))
    switch(level, nominal = 1, interval = (values[i] - values[j])^2,
           ratio = ((values[i] - values[j]) / (values[i] + values[j]))^2,
           ordinal = (sum(times[between]) - (times[i] + times[j]) / 2)^2)
  }))
  1 - (sum(times) - 1) * sum(o * apart) / sum(outer(times, times) * apart)
}

gwet <- function(x, level) {  # Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.
  values <- sort(unique(na.omit(c(x)))); q <- length(values)
  w <- outer(seq_len(q), seq_len(q), Vectorize(function(i, j) switch(level,
    nominal = as.numeric(i == j), ordinal = 1 - choose(abs(i - j) + 1, 2) / choose(q, 2),
    interval = 1 - (values[i] - values[j])^2 / (values[q] - values[1])^2,
    ratio = 1 - ((values[i] - values[j]) / (values[i] + values[j]))^2 /
      ((values[q] - values[1]) / (values[q] + values[1]))^2)))
  r <- t(apply(x, 1, function(unit) sapply(values, function(v) sum(unit == v, na.rm = TRUE))))
  r <- r[rowSums(r) > 0, ]; m <- rowSums(r); n <- length(m); two <- m >= 2
  agreed <- ifelse(two, rowSums(r * (r %*% w - 1)) / (m * pmax(m - 1, 1)), 0)
  share <- colMeans(r / m); weight <- sum(w) / (q * (q - 1))
  chance <- weight * sum(share * (1 - share)); value <- (sum(agreed) / sum(two) - chance) / (1 - chance)
  own <- n / sum(two) * (agreed - chance * two) / (1 - chance)
  own <- own - 2 * (1 - value) * (weight * c((r / m) %*% (1 - share)) - chance) / (1 - chance)
  c(value, sqrt(sum((own - value)^2) / (n * (n - 1))))
}

coders_case <- function(units, coders, codes, alike, gaps, level) {
  truth <- sample(codes, units, TRUE)
  x <- sapply(seq_len(coders), function(i) ifelse(runif(units) < alike, truth, sample(codes, units, TRUE)))
  x[matrix(runif(units * coders) < gaps, units)] <- NA
  out <- list(codes = unname(split(x, row(x))), level = level, alpha = krippendorff(x, level),
              ac1 = gwet(x, "nominal"), ac2 = gwet(x, level))
  whole <- x[complete.cases(x), ]; test <- friedman.test(t(whole))
  out$w <- c(test$statistic[[1]] / (coders * (nrow(whole) - 1)), test$statistic[[1]], test$p.value)
  out$whole <- nrow(whole)
  out
}

group_case <- function(sizes, low, high) {
  group <- rep(seq_along(sizes), sizes)
  x <- unlist(lapply(sizes, function(n) sample(low:high, n, TRUE, prob = rexp(high - low + 1))))
  indices <- list(rwg = rwg(x, group, ranvar = ((high - low + 1)^2 - 1) / 12)$rwg,
                  ad_mean = ad.m(x, group)$AD.M, ad_median = ad.m(x, group, type = "median")$AD.M,
                  awg = awg(x, group, range = c(low, high))$a.wg)
  c(list(low = low, high = high, answers = unname(split(x, group))), lapply(indices, as.numeric))
}

bound <- function(people, codes) {  # every way in which so many people can answer
  x <- as.matrix(expand.grid(rep(list(seq_len(codes)), people)))
  centre <- rowMeans(x); middle <- apply(x, 1, median)
  found <- list(rwg = apply(x, 1, var), ad_mean = rowMeans(abs(x - centre)),
                ad_median = rowMeans(abs(x - middle)))
  largest <- sapply(found, function(v) {
    v <- sort(round(v, 10)); last <- cumsum(table(v)) / length(v)
    if (any(last <= .05)) as.numeric(names(last)[max(which(last <= .05))]) else NA
  })
  largest["rwg"] <- max(1 - largest["rwg"] / ((codes^2 - 1) / 12), 0)
  c(list(people = people, codes = codes), as.list(largest))
}

five <- c(-1, -.2, .5, 1.3)
write_json(list(
  r = R.version.string,
  packages = as.list(sapply(c("psych", "lavaan", "vcd", "multilevel"), function(p) as.character(packageVersion(p)))),
  scales = list(scale_case(34, c(.8, .7, .6, .5), five, .06),
                scale_case(130, c(.8, .7, .6, .7, .5), five, 0),
                scale_case(150, c(.9, .7, .8), .4, .05),
                scale_case(60, c(.7, .7, -.5), five, 0)),
  tables = list(two_case(40, 3, .6), two_case(150, 5, .4), two_case(25, 2, .7)),
  coders = list(coders_case(30, 3, 5, .6, 0, "ordinal"), coders_case(40, 5, 4, .5, .2, "interval"),
                coders_case(25, 4, 3, .7, .1, "nominal"), coders_case(35, 3, 6, .6, .1, "ratio")),
  groups = list(group_case(c(3, 5, 6, 8, 12, 25), 1, 5), group_case(c(4, 7, 10, 40), 0, 10)),
  bounds = lapply(list(c(4, 5), c(5, 5), c(6, 5), c(7, 5), c(5, 7), c(3, 3)), function(b) bound(b[1], b[2]))
), "tests/data/reference/r_scales_and_coders.json", digits = NA, auto_unbox = TRUE, na = "null")
