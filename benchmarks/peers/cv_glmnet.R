# 10-fold cross-validation of the path by cv.glmnet; row i, counted from 0, is in fold i mod 10.
#
#   Rscript cv_glmnet.R WORKLOAD [THRESH]
#
# THRESH is glmnet's own threshold, 1e-7 if not given. Prints one JSON line; the seconds are those of cv.glmnet() alone.

script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
source(file.path(dirname(script), "workload.R"))

arguments <- commandArgs(trailingOnly = TRUE)
if (!length(arguments) %in% 1:2) stop("usage: cv_glmnet.R WORKLOAD [THRESH]")
threshold <- if (length(arguments) == 2) as.numeric(arguments[2]) else 1e-7
w <- read_workload(arguments[1])
fold <- (seq_len(w$n) - 1) %% 10 + 1

fit <- timed(cv.glmnet(w$X, w$y, family = w$family, lambda = w$lambda, foldid = fold, type.measure = "deviance", standardize = FALSE, thresh = threshold, maxit = 1e8))

cat(sprintf('{"workload": "%s", "seconds": %.4f, "lambdas": %d, "folds": 10, "lambdaMin": %.8g, "lambda1se": %.8g, "cvMin": %.8g, "versions": "%s"}\n',
  w$name, fit$seconds, length(fit$value$lambda), fit$value$lambda.min, fit$value$lambda.1se, min(fit$value$cvm), versions()))
