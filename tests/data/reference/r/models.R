# Models, by R. Run by hand:
#   Rscript tests/data/reference/r/models.R
# It writes tests/data/reference/r_models.json beside this folder. Data are drawn here.
suppressMessages({library(ordinal); library(lme4); library(sandwich); library(clubSandwich); library(survey); library(geepack); library(jsonlite)})
set.seed(61130)
tight <- clm.control(gradTol = 1e-10, maxIter = 200)
number <- function(x) unname(as.numeric(x)[1])
named <- function(x) as.list(x)
first <- function(x) factor(x, levels = unique(x))
fill <- function(b, v, ...) list(estimate = named(b), se = named(setNames(sqrt(diag(as.matrix(v)))[seq_along(b)], names(b))), ...)

draw <- function(groups, size, spread, codes, sizes = rep(size, groups)) {
  g <- rep(seq_len(groups), sizes); n <- length(g)
  d <- data.frame(g = paste0("c", g), x = round(rnorm(n, 50, 10), 1), arm = ifelse(g %% 2, "old", "new"),
                  role = sample(c("resident", "officer", "official"), n, TRUE))
  latent <- .05 * d$x + .6 * (d$arm == "new") + .5 * (d$role == "officer") + rnorm(groups, 0, spread)[g] + rlogis(n)
  d$y <- findInterval(latent, quantile(latent, seq_len(codes - 1) / codes)) + 1
  d
}
columns <- function(d) as.list(d)

ordered_random <- function(d) {
  e <- d; e$y <- ordered(e$y); e$arm <- first(e$arm); e$role <- first(e$role); e$g <- first(e$g)
  e$x <- (e$x - 50) / 10  # clmm2 does not scale
  fit <- function(...) clmm2(y ~ x + arm + role, random = g, data = e, nAGQ = 50, Hess = TRUE, control = clmm2.control(gradTol = 1e-8, maxIter = 500), ...)
  m <- fit(); k <- length(m$Theta); b <- m$beta; se <- sqrt(diag(solve(m$Hessian)))[k + seq_along(b)]
  top <- number(m$logLik); sd <- number(m$stDev)
  fallen <- function(s) 2 * (top - number(fit(sdFixed = s)$logLik)) - qchisq(.95, 1)
  alone <- clm(y ~ x + arm + role, data = e, control = tight)
  high <- uniroot(fallen, c(sd, 6 * sd + 3), tol = 1e-8)$root
  low <- if (2 * (top - number(logLik(alone))) > qchisq(.95, 1)) uniroot(fallen, c(.01, sd), tol = 1e-8)$root else 0
  names(se) <- names(b); b["x"] <- b["x"] / 10; se["x"] <- se["x"] / 10
  c(list(kind = "clmm", data = columns(d), estimate = named(b), se = named(se)), list(log_likelihood = top, variance = sd^2, low = low^2, high = high^2,
    chi2 = 2 * (top - number(logLik(alone)))))
}

logit_random <- function(d) {
  e <- d; e$y <- as.integer(e$y == 2); e$arm <- first(e$arm); e$role <- first(e$role)
  m <- glmer(y ~ x + arm + role + (1 | g), data = transform(e, x = (x - 50) / 10), family = binomial, nAGQ = 25,
             control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e6)))
  b <- fixef(m); v <- as.matrix(vcov(m)); se <- sqrt(diag(v)); b["x"] <- b["x"] / 10; se["x"] <- se["x"] / 10
  list(kind = "glmer", data = columns(d), estimate = named(b[-1]), se = named(se[-1]), variance = number(VarCorr(m)$g))
}

clusters <- function(d) {
  e <- d; e$arm <- first(e$arm); e$role <- first(e$role); g <- first(e$g)
  m <- lm(y ~ x + arm + role, data = e); out <- list()
  for (type in c("CR0", "CR1S", "CR2")) {
    v <- vcovCR(m, g, type = type); t <- coef_test(m, v, test = "Satterthwaite")
    out[[sub("S", "", type)]] <- fill(coef(m), v, df = named(setNames(t$df_Satt, names(coef(m)))), p = named(setNames(t$p_Satt, names(coef(m)))))
  }
  w <- Wald_test(m, constrain_zero(4:5), vcovCR(m, g, type = "CR2"))
  e$z <- as.integer(e$y > 2); b <- glm(z ~ x + arm + role, data = transform(e, x = (x - 50) / 10), family = binomial, control = list(epsilon = 1e-14))
  v <- vcovCR(b, g, type = "CR2"); t <- coef_test(b, v, test = "Satterthwaite"); q <- Wald_test(b, constrain_zero(4:5), v)
  se <- setNames(t$SE, names(coef(b)))[-1]; se["x"] <- se["x"] / 10; df <- setNames(t$df_Satt, names(coef(b)))[-1]
  e$y <- ordered(e$y); o <- clm(y ~ x + arm + role, data = e, control = tight)
  list(data = columns(d), linear = out, logit = list(se = named(se), df = named(df), p = named(setNames(t$p_Satt, names(coef(b)))[-1]),
         wald_f = q$Fstat, wald_df2 = q$df_denom, wald_p = q$p_val), hotelling = list(f = w$Fstat, df2 = w$df_denom, p = w$p_val),
       cumulative = list(CR0 = fill(coef(o), vcovCL(o, g, type = "HC0", cadjust = FALSE)), CR1 = fill(coef(o), vcovCL(o, g, type = "HC1"))))
}

products <- function(d) {
  e <- d; e$y <- ordered(e$y); e$arm <- first(e$arm); e$role <- first(e$role)
  m <- clm(y ~ x + arm * role + x:arm, data = e, control = tight)
  less <- clm(y ~ x + arm + role + x:arm, data = e, control = tight)
  l <- lm(as.integer(y) ~ x + arm * role + x:arm, data = e); a <- drop1(l, test = "F")
  list(data = columns(d), cumulative = fill(coef(m), vcov(m), log_likelihood = number(logLik(m)), lr_chi2 = 2 * number(logLik(m) - logLik(less))),
       linear = fill(coef(l), vcov(l), f = a["arm:role", "F value"], f_p = a["arm:role", "Pr(>F)"]))
}

weighted <- function(d) {
  d$w <- round(rgamma(nrow(d), 3, 1) + .2, 3); e <- d; e$arm <- first(e$arm); e$role <- first(e$role)
  s <- svydesign(id = ~g, weights = ~w, data = e); m <- svyglm(y ~ x + arm + role, design = s)
  e$y <- ordered(e$y); e$w <- e$w / mean(e$w); o <- clm(y ~ x + arm + role, data = e, weights = w, control = tight)
  list(data = columns(d), linear = fill(coef(m), vcov(m), p = named(coef(summary(m))[, 4])),
       cumulative = fill(coef(o), vcovCL(o, first(e$g), type = "HC0", cadjust = TRUE)))
}

random_linear <- function(d) {
  e <- d; e$arm <- first(e$arm); e$role <- first(e$role)
  m <- lmer(y ~ x + arm + role + (1 | g), data = e, control = lmerControl(optCtrl = list(xtol_rel = 1e-12, ftol_abs = 1e-14, xtol_abs = 1e-12)))
  v <- as.data.frame(VarCorr(m))$vcov
  c(list(data = columns(d)), fill(fixef(m), vcov(m)), list(between = v[1], within = v[2], log_likelihood = number(logLik(m))))
}

packages <- c("ordinal", "lme4", "sandwich", "clubSandwich", "survey")
out <- list(r = R.version.string, packages = sapply(packages, function(one) as.character(packageVersion(one)), simplify = FALSE),
  random = list(ordered_random(draw(9, 8, 1.8, 5)), ordered_random(draw(14, 6, 1.6, 4)), ordered_random(draw(12, 9, .3, 3)),
                logit_random(draw(12, 8, 1.8, 2)), logit_random(draw(25, 5, 1.5, 2))),
  clusters = list(clusters(draw(8, 15, .6, 5)), clusters(draw(10, 0, .6, 4, c(3, 5, 9, 14, 20, 4, 8, 12, 6, 11)))),
  products = list(products(draw(10, 20, .1, 4)), products(draw(12, 15, .1, 3))),
  weighted = list(weighted(draw(15, 8, .4, 4))),
  random_linear = list(random_linear(draw(12, 7, .8, 9)), random_linear(draw(10, 0, .5, 7, c(3, 5, 9, 14, 20, 4, 8, 12, 6, 11)))))
write_json(out, "tests/data/reference/r_models.json", digits = I(16), auto_unbox = TRUE)
