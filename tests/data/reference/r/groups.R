# Independent groups, by R: Kruskal-Wallis, Dunn, exact Mann-Whitney with and without ties, Newcombe's
# method 5, noncentral F, whole clusters, blocks. Run by hand:
#   Rscript tests/data/reference/r/groups.R
# It writes tests/data/reference/r_groups.json beside this folder. Data are drawn here.
suppressMessages({library(coin); library(rstatix); library(effectsize); library(lme4); library(jsonlite)})
set.seed(61130)
z <- qnorm(.975)

newcombe <- function(theta, m, n) {
  excess <- function(t) {
    w <- (m + n) / 2 - 1
    (theta - t)^2 - z^2 * t * (1 - t) * (1 + w * (1 - t) / (2 - t) + w * t / (1 + t)) / (m * n)
  }
  root <- function(from, to) uniroot(excess, c(from, to), tol = 1e-14)$root
  low <- if (theta == 0) 0 else root(1e-9, if (theta == 1) 1 - 1e-6 else theta)
  high <- if (theta == 1) 1 else root(if (theta == 0) 1e-6 else theta, 1 - 1e-9)
  2 * c(low, high) - 1
}

eta_interval <- function(h, k, n) {
  f <- (h / (k - 1)) / ((n - 1 - h) / (n - k))
  lambda <- function(level) {
    away <- function(l) pf(f, k - 1, n - k, ncp = l) - level
    if (away(0) <= 0) 0 else uniroot(away, c(0, 500), tol = 1e-12)$root
  }
  bounds <- c(lambda(.975), lambda(.025)); bounds / (bounds + n)
}

pair <- function(a, b, q, g) {
  x <- q[g == a]; y <- q[g == b]
  both <- data.frame(q = c(x, y), g = factor(rep(c("x", "y"), c(length(x), length(y)))))
  delta <- mean(sign(outer(x, y, "-")))
  list(first = a, second = b, cliffs_delta = delta,
       interval = newcombe((delta + 1) / 2, length(x), length(y)),
       rank_biserial = suppressMessages(rank_biserial(x, y, ci = NULL)$r_rank_biserial),
       mann_whitney_u = unname(suppressWarnings(wilcox.test(x, y, exact = FALSE)$statistic)),
       mann_whitney_p = as.numeric(pvalue(coin::wilcox_test(q ~ g, both, distribution = "exact"))))
}

groups <- function(sizes, draw) {
  g <- rep(letters[seq_along(sizes)], sizes); q <- draw(rnorm(length(g)) + .4 * rnorm(length(sizes))[rep(seq_along(sizes), sizes)])
  test <- kruskal.test(q, factor(g)); h <- unname(test$statistic); k <- length(sizes); n <- length(q)
  dunn <- lapply(c("holm", "BH"), function(way) dunn_test(data.frame(q, g), q ~ g, p.adjust.method = way))
  list(g = g, q = q, kruskal_h = h, kruskal_p = test$p.value, eta_squared_h = (h - k + 1) / (n - k),
       eta_interval = eta_interval(h, k, n),
       epsilon_squared = rank_epsilon_squared(q, factor(g), ci = NULL)$rank_epsilon_squared,
       pairs = apply(combn(unique(g), 2), 2, function(two) pair(two[1], two[2], q, g)),
       dunn = if (k > 2) data.frame(first = dunn[[1]]$group1, second = dunn[[1]]$group2,
         dunn_z = -dunn[[1]]$statistic, dunn_p = dunn[[1]]$p, holm = dunn[[1]]$p.adj, bh = dunn[[2]]$p.adj))
}
five <- function(latent) findInterval(latent, c(-1.2, -.4, .4, 1.2)) + 1

blocked <- function(n) { # joint ranks, exact; R 43 is of this kind
  b <- factor(rep(c("u", "v", "w"), length.out = n)); g <- factor(sample(c("a", "b"), n, TRUE)); q <- five(rnorm(n) + .5 * (g == "a"))
  list(b = b, g = g, q = q, blocked_permutation_p = as.numeric(pvalue(coin::wilcox_test(q ~ g | b, distribution = "exact"))))
}

clustered <- function(held, people) {
  town <- rep(seq_along(held), held); case <- rep(seq_along(town), each = people)
  q <- five(rnorm(length(case)) + rnorm(length(town), 0, .7)[case])
  fit <- lmer(q ~ 1 + (1 | case), control = lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-12)))
  variances <- as.data.frame(VarCorr(fit))$vcov
  r <- rank(q) - (length(q) + 1) / 2; sums <- tapply(r, case, sum)
  statistic <- function(towns) sum(tapply(sums, towns, sum)^2 / (tapply(sums, towns, length) * people))
  divide <- function(held, free) { # every division of the free cases over the towns
    if (length(held) == 1) return(list(replace(integer(length(town)), free, 1L)))
    unlist(lapply(combn(length(free), held[1], simplify = FALSE), function(at)
      lapply(divide(held[-1], free[-at]), function(rest) { rest[rest > 0] <- rest[rest > 0] + 1L; replace(rest, free[at], 1L) })), FALSE)
  }
  every <- sapply(divide(held, seq_along(town)), statistic); here <- statistic(town)
  list(case = case, g = letters[town[case]], q = q, cluster_permutation_p = mean(every >= here - 1e-9),
       cluster_permutation_p_min = mean(every >= max(every) - 1e-9), cluster_permutation_count = length(every),
       variance_between = variances[1], variance_within = variances[2], icc1 = variances[1] / sum(variances))
}

found <- list(
  versions = list(R = paste(R.version$major, R.version$minor, sep = "."), coin = as.character(packageVersion("coin")),
    rstatix = as.character(packageVersion("rstatix")), effectsize = as.character(packageVersion("effectsize")),
    lme4 = as.character(packageVersion("lme4"))),
  groups = list(
    five_points = groups(c(7, 9, 12), five), ten_each = groups(c(10, 11, 14, 12), five),
    decimals = groups(c(24, 31), function(x) round(x, 2)), tenths = groups(c(40, 38), function(x) round(x, 1)),
    scores = groups(c(9, 26, 26, 29), function(x) round(2 * x, 1))),
  blocked = list(blocked(24), blocked(40)),
  clustered = list(clustered(c(3, 3), 6), clustered(c(2, 3, 2), 5)))
write_json(found, "tests/data/reference/r_groups.json", digits = NA, auto_unbox = TRUE)
