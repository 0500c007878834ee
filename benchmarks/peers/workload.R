# Reads workloads as benchmarks/README.md describes them. Nothing to run; glmnet_path.R and cv_glmnet.R use it.
suppressPackageStartupMessages({ library(glmnet); library(Matrix) })

read_workload <- function(folder) {
  text <- paste(readLines(file.path(folder, "meta.json"), warn = FALSE), collapse = " ")
  field <- function(name) trimws(regmatches(text, regexec(sprintf('"%s"[[:space:]]*:[[:space:]]*"?([^",}]*)', name), text))[[1]][2])
  array <- function(name, what, count, size) readBin(file.path(folder, name), what, count, size, endian = "little")
  n <- as.integer(field("n"))
  p <- as.integer(field("p"))
  y <- array("y.f64", "double", n, 8)
  if (field("sparse") == "true") {
    starts <- matrix(array("indptr.i64", "integer", 2 * (p + 1), 4), nrow = 2)[1, ]    # the low halves of 64 bits
    count <- starts[p + 1]
    X <- new("dgCMatrix", Dim = c(n, p), p = starts, i = array("indices.i32", "integer", count, 4), x = array("data.f32", "double", count, 4))
  } else {
    X <- matrix(array("X.f32", "double", as.double(n) * p, 4), n, p)
  }
  largest <- max(abs(as.vector(crossprod(X, y - mean(y))))) / n
  list(name = field("name"), n = n, X = X, y = y, family = field("task"), lambda = largest * as.numeric(field("lmr"))^seq(0, 1, length.out = 100))
}

timed <- function(expression) {
  gc()
  start <- Sys.time()
  value <- force(expression)
  list(value = value, seconds = as.numeric(difftime(Sys.time(), start, units = "secs")))
}

versions <- function() sprintf("glmnet %s, Matrix %s, R %s.%s", packageVersion("glmnet"), packageVersion("Matrix"), R.version$major, R.version$minor)
