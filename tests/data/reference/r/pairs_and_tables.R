# Pairs, conditions and two-way tables, by R. Run by hand:
#   Rscript tests/data/reference/r/pairs_and_tables.R
# It writes tests/data/reference/r_pairs_and_tables.json beside this folder. Data are drawn here.
# Differences are taken of whole numbers: coin takes 0.3 - 0.2 and 0.2 - 0.1 for two distances.
suppressMessages({library(coin); library(vcd); library(vcdExtra); library(effectsize); library(jsonlite)})
set.seed(61129)
number <- function(x) unname(as.numeric(x)[1])
coded <- function(latent, codes) findInterval(latent, sort(rnorm(codes - 1))) + 1

pair <- function(n, codes, shift) {
  person <- rnorm(n); cuts <- sort(rnorm(codes - 1))
  a <- findInterval(person + rnorm(n), cuts) + 1; b <- findInterval(person + rnorm(n) + shift, cuts) + 1
  levels <- sort(unique(c(a, b))); table <- table(factor(a, levels), factor(b, levels))
  margins <- mh_test(table); chi2 <- number(statistic(margins)); n <- length(a)
  list(a = a, b = b,
       wilcoxon_p = number(pvalue(wilcoxsign_test(a ~ b, zero.method = "Pratt", distribution = "exact"))),
       sign_p = binom.test(sum(b > a), sum(a != b))$p.value,
       rank_biserial = number(rank_biserial(a, b, paired = TRUE)$r_rank_biserial),
       stuart_maxwell_chi2 = chi2, stuart_maxwell_df = number(margins@statistic@df),
       stuart_maxwell_p = number(pvalue(margins)), bhapkar_chi2 = chi2 / (1 - chi2 / n))
}

conditions <- function(n, k, codes) {
  person <- rnorm(n); cuts <- sort(rnorm(codes - 1))
  answers <- sapply(seq_len(k), function(j) findInterval(person + rnorm(n) + .3 * j, cuts) + 1)
  test <- friedman.test(answers); q <- number(test$statistic)
  list(answers = answers, friedman_q = q, friedman_df = k - 1, friedman_p = test$p.value,
       kendalls_w = q / (n * (k - 1)))
}

corrected <- function(table) {  # Bergsma (2013)
  n <- sum(table); r <- nrow(table); k <- ncol(table)
  phi2 <- max(0, number(chisq.test(table, correct = FALSE)$statistic) / n - (r - 1) * (k - 1) / (n - 1))
  sqrt(phi2 / min(r - (r - 1)^2 / (n - 1) - 1, k - (k - 1)^2 / (n - 1) - 1))
}

two_way <- function(n, rows, columns, slope) {
  latent <- rnorm(n); a <- coded(latent, rows); b <- coded(slope * latent + rnorm(n), columns)
  table <- table(a, b); chi2 <- suppressWarnings(chisq.test(table, correct = FALSE))
  gamma <- GKgamma(table); trend <- lbl_test(as.table(table),
    scores = list(a = as.numeric(rownames(table)), b = as.numeric(colnames(table))))
  rank <- function(method, ...) suppressWarnings(cor.test(a, b, method = method, exact = FALSE, ...))
  found <- list(a = a, b = b, chi2 = number(chi2$statistic), chi2_df = number(chi2$parameter), chi2_p = chi2$p.value,
    expected_min = min(chi2$expected), cramers_v = assocstats(table)$cramer,
    cramers_v_corrected = suppressWarnings(corrected(table)), fisher_p = fisher.test(table, workspace = 2e7)$p.value,
    linear_by_linear_p = number(pvalue(trend)),
    spearman = number(rank("spearman")$estimate), spearman_p = rank("spearman")$p.value,
    kendall_tau_b = number(rank("kendall")$estimate), kendall_tau_b_p = rank("kendall", continuity = FALSE)$p.value,
    gamma = number(gamma$gamma), gamma_se = number(gamma$sigma))
  if (all(dim(table) == 2)) {
    fisher <- fisher.test(table)
    found <- c(found, list(odds_ratio_exact = number(fisher$estimate),
      odds_ratio_exact_ci_low = fisher$conf.int[1], odds_ratio_exact_ci_high = fisher$conf.int[2]))
  }
  if (nrow(table) == 2) found <- c(found, list(
    linear_by_linear_exact_p = number(pvalue(independence_test(b ~ factor(a), distribution = "exact", teststat = "scalar"))),
    spearman_exact_p = number(pvalue(wilcox_test(b ~ factor(a), distribution = "exact")))))
  found
}

strata <- function(n, rows, columns, layers) {
  s <- sample(layers, n, TRUE); latent <- rnorm(n) + .3 * s
  a <- coded(latent, rows); b <- coded(.4 * latent + rnorm(n), columns)
  data <- data.frame(a = factor(a), an = a, b = factor(b), bn = b, s = factor(s))
  data$within <- ave(b, s, FUN = function(v) rank(v) / (length(v) + 1))
  chi2 <- function(test) number(statistic(test))
  general <- cmh_test(b ~ a | s, data = data)
  means <- independence_test(bn ~ a | s, data = data, teststat = "quadratic")
  elteren <- independence_test(within ~ a | s, data = data, teststat = "quadratic")
  found <- list(a = a, b = b, s = s, cmh_general_chi2 = chi2(general), cmh_general_df = number(general@statistic@df),
    cmh_row_mean_chi2 = chi2(means), van_elteren_chi2 = chi2(elteren), van_elteren_df = number(elteren@statistic@df),
    cmh_correlation_chi2 = chi2(independence_test(bn ~ an | s, data = data, teststat = "quadratic")))
  if (rows == 2 && columns == 2) {
    common <- mantelhaen.test(table(a, b, s), correct = FALSE)
    found <- c(found, list(mantel_haenszel_odds_ratio = number(common$estimate),
      mantel_haenszel_odds_ratio_ci_low = common$conf.int[1], mantel_haenszel_odds_ratio_ci_high = common$conf.int[2]))
  }
  found
}

packages <- sapply(c("coin", "vcd", "vcdExtra", "effectsize"), function(p) as.character(packageVersion(p)))
found <- list(r = R.version.string, packages = as.list(packages),
  pairs = list(pair(7, 5, 1.5), pair(12, 4, .8), pair(18, 5, .6), pair(25, 3, .4), pair(60, 7, .3)),
  conditions = list(conditions(6, 3, 5), conditions(12, 4, 4), conditions(20, 5, 6)),
  tables = list(two_way(9, 2, 2, 1.5), two_way(14, 2, 2, .5), two_way(40, 2, 2, .6), two_way(12, 2, 4, 1),
    two_way(20, 3, 3, .6), two_way(30, 4, 5, -.5), two_way(60, 5, 4, .4), two_way(16, 2, 5, 1)),
  strata = list(strata(40, 2, 2, 3), strata(60, 2, 2, 4), strata(50, 3, 4, 3), strata(45, 4, 3, 2), strata(36, 2, 5, 4)))
here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
writeLines(toJSON(found, digits = I(15), auto_unbox = TRUE), file.path(dirname(here), "..", "r_pairs_and_tables.json"))
