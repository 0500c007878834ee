# The path of glmnet on a workload.
#
#   Rscript glmnet_path.R WORKLOAD RESULT [THRESH]
#
# THRESH is glmnet's own threshold, 1e-7 if not given. Prints one JSON line; the seconds are those of glmnet() alone.

script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
source(file.path(dirname(script), "workload.R"))

arguments <- commandArgs(trailingOnly = TRUE)
if (!length(arguments) %in% 2:3) stop("usage: glmnet_path.R WORKLOAD RESULT [THRESH]")
threshold <- if (length(arguments) == 3) as.numeric(arguments[3]) else 1e-7
w <- read_workload(arguments[1])

fit <- timed(glmnet(w$X, w$y, family = w$family, lambda = w$lambda, standardize = FALSE, thresh = threshold, maxit = 1e8))

out <- arguments[2]
dir.create(out, showWarnings = FALSE, recursive = TRUE)
put <- function(name, values, size) {
  file <- file(file.path(out, name), "wb")
  on.exit(close(file))
  writeBin(values, file, size = size, endian = "little")
}
put("lambda.f64", as.double(fit$value$lambda), 8)
put("intercept.f64", as.double(fit$value$a0), 8)
put("beta.indptr.i64", as.integer(rbind(fit$value$beta@p, 0L)), 4)    # 64 bits each, the upper ones 0
put("beta.indices.i32", fit$value$beta@i, 4)
put("beta.data.f64", fit$value$beta@x, 8)
cat(sprintf('{"workload": "%s", "seconds": %.4f, "lambdas": %d, "versions": "%s"}\n', w$name, fit$seconds, length(fit$value$lambda), versions()))
