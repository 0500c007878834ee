# Makes the JSON files beside it: Rscript make.R, in this folder. Needs glmnet.
suppressMessages(library(glmnet))
single <- function(v) readBin(writeBin(as.double(v), raw(), size = 4), "double", length(v), size = 4)
num <- function(v) { v <- as.vector(v); paste0("[", paste(ifelse(is.na(v), "null", sprintf("%.17g", v)), collapse = ", "), "]") }
txt <- function(v) paste0("[", paste0('"', v, '"', collapse = ", "), "]")
save <- function(file, ...) { f <- list(...); cat(paste0("{\n", paste0('  "', names(f), '": ', unlist(f), collapse = ",\n"), "\n}\n"), file = file) }
read <- function(dataset, features, response) {
  d <- read.csv(file.path("..", "data", paste0(dataset, ".csv")))
  x <- sapply(features, function(f) single(d[[f]])); colnames(x) <- features
  list(x = x, y = response(d))
}
scaled <- function(y) (y - mean(y)) / sqrt(mean((y - mean(y))^2))

glmCase <- function(file, dataset, features, response, family, weights = NULL, offset = NULL, intercept = TRUE) {
  d <- read(dataset, features, response); n <- length(d$y); x <- d$x
  w <- if (is.null(weights)) rep(1, n) else weights
  o <- if (is.null(offset)) rep(0, n) else offset
  f <- if (intercept) d$y ~ x else d$y ~ x - 1
  if (family == "gaussian") { m <- lm(f, weights = w, offset = o); ci <- confint(m) }
  else { m <- glm(f, family = binomial, weights = w, offset = o, control = glm.control(1e-15, 100)); ci <- confint.default(m) }
  s <- summary(m); t <- coef(s)
  dispersion <- if (family == "gaussian") s$sigma^2 else 1
  fields <- list(dataset = sprintf('"%s"', dataset), family = sprintf('"%s"', family), intercept = tolower(intercept), features = txt(features),
    estimate = num(t[, 1]), standardError = num(t[, 2]), statistic = num(t[, 3]), pValue = num(t[, 4]), lower = num(ci[, 1]), upper = num(ci[, 2]),
    deviance = sprintf("%.17g", deviance(m)), dispersion = sprintf("%.17g", dispersion), residualDegrees = df.residual(m), logLikelihood = sprintf("%.17g", as.numeric(logLik(m))))
  if (!is.null(weights)) fields$weights <- num(weights)
  if (!is.null(offset)) fields$offsets <- num(offset)
  do.call(save, c(file, fields))
}
lpsa <- function(d) scaled(d$lpsa); y <- function(d) scaled(d$y); malignant <- function(d) as.numeric(d$diagnosis == "M")
pf <- c("lcavol", "lweight", "age", "lbph", "svi", "lcp", "gleason", "pgg45"); df <- c("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
wf <- setdiff(names(read.csv("../data/wdbc.csv", nrows = 1)), c("id", "diagnosis"))[c(2, 5, 6, 10)]
glmCase("lm_prostate.json", "prostate", pf, lpsa, "gaussian")
glmCase("lm_prostate_weights_offsets.json", "prostate", pf, lpsa, "gaussian", 1 + (0:96) %% 3, sin(0:96) / 2)
glmCase("lm_diabetes_no_intercept.json", "diabetes", df, y, "gaussian", intercept = FALSE)
glmCase("glm_wdbc.json", "wdbc", wf, malignant, "binomial")
glmCase("glm_wdbc_weights_offsets.json", "wdbc", wf, malignant, "binomial", (0:568) %% 3, sin(0:568) / 2)

relaxedCase <- function(file, dataset, features, response, family, lambda, folds) {
  d <- read(dataset, features, response); n <- length(d$y)
  foldid <- (0:(n - 1)) %% folds + 1; gamma <- c(0, 0.25, 0.5, 0.75, 1)
  cv <- cv.glmnet(d$x, d$y, family = family, lambda = lambda, foldid = foldid, relax = TRUE, gamma = gamma, thresh = 1e-14, maxit = 1e7, path = TRUE)
  r <- cv$relaxed; s <- r$statlist; m <- cv$glmnet.fit$relaxed
  save(file, dataset = sprintf('"%s"', dataset), family = sprintf('"%s"', family), features = txt(features), lambda = num(lambda), gamma = num(gamma), foldOfRow = num(foldid - 1),
    intercept = num(m$a0), beta = paste0("[", paste(apply(as.matrix(m$beta), 1, num), collapse = ", "), "]"),
    mean = paste0("[", paste(sapply(s, function(v) num(v$cvm)), collapse = ", "), "]"), standardError = paste0("[", paste(sapply(s, function(v) num(v$cvsd)), collapse = ", "), "]"),
    best = num(c(r$lambda.min, r$gamma.min)), oneStandardError = num(c(r$lambda.1se, r$gamma.1se)))
}
relaxedCase("relaxed_prostate.json", "prostate", pf, lpsa, "gaussian", 0.8 * 0.72^(0:11), 10)
relaxedCase("relaxed_wdbc.json", "wdbc", wf, malignant, "binomial", 0.35 * 0.6^(0:9), 5)

p <- c(0.6, 0.9, 0.975, 0.995, 0.99999); q <- c(0, 0.3, 1.96, 5, 12, 37); dof <- c(1, 2.5, 10, 88, 1000)
save("distributions.json", q = num(q), p = num(p), dof = num(dof), normalTail = num(pnorm(-q)), normalQuantile = num(qnorm(p)),
  tTail = paste0("[", paste(sapply(dof, function(k) num(pt(-q, k))), collapse = ", "), "]"), tQuantile = paste0("[", paste(sapply(dof, function(k) num(qt(p, k))), collapse = ", "), "]"))
