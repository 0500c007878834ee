# Makes wine_cv.json beside it: Rscript make.R, in this folder. Needs glmnet. About 20 seconds.
suppressMessages(library(glmnet))
single <- function(v) readBin(writeBin(as.double(v), raw(), size = 4), "double", length(v), size = 4)
num <- function(v) paste0("[", paste(sprintf("%.17g", v), collapse = ", "), "]")
d <- read.csv(file.path("..", "data", "wine.csv"))
x <- sapply(d[, -1], single)
n <- nrow(x)
foldid <- (0:(n - 1)) %% 5 + 1
weights <- 1 + (0:(n - 1)) %% 3
lambda <- 0.4 * 0.6^(0:9)
run <- function(type, grouped) cv.glmnet(x, factor(d$class), weights = weights, family = "multinomial", alpha = 0.9, lambda = lambda, foldid = foldid, type.measure = type,
  type.multinomial = if (grouped) "grouped" else "ungrouped", thresh = 1e-15, maxit = 1e7)
case <- function(grouped) {
  deviance <- run("deviance", grouped); class <- run("class", grouped)
  paste0('{"grouped": ', tolower(grouped), ', "deviance": ', num(deviance$cvm), ', "devianceError": ', num(deviance$cvsd),
    ', "misclassification": ', num(class$cvm), ', "misclassificationError": ', num(class$cvsd),
    ', "lambdaMin": ', sprintf("%.17g", deviance$lambda.min), ', "lambda1se": ', sprintf("%.17g", deviance$lambda.1se), "}")
}
cat(paste0('{\n"alpha": 0.9, "lambda": ', num(lambda), ',\n"foldOfRow": ', paste0("[", paste(foldid, collapse = ", "), "]"), ',\n"weights": ', paste0("[", paste(weights, collapse = ", "), "]"),
  ',\n"cases": [\n', case(FALSE), ",\n", case(TRUE), "\n]}\n"), file = "wine_cv.json")
