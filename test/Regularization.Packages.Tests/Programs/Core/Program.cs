// A program with the package Regularization.Core and nothing else: a lasso whose answer is plain to see.
using Regularization;

const int Rows = 200, Columns = 10;
Random random = new(1);
float[] x = [.. Enumerable.Range(0, Rows * Columns).Select(_ => random.NextSingle() - 0.5f)];
double[] y = [.. Enumerable.Range(0, Rows).Select(i => (3 * x[i]) - (2 * x[Rows + i]) + 1 + (0.01 * random.NextDouble()))];
var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y);

CrossValidationResult cv = new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 5, Seed = 1 }.Fit(problem);
Solution solution = cv.Select(SelectionRule.OneStandardError);
Console.WriteLine($"kernels: {Kernels.Describe()}");
Console.WriteLine($"nonzeros: {solution.NonzeroCount}");
Console.WriteLine($"gap closed: {solution.Status == FitStatus.Converged}");

string page = new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(problem).ToHtml();
Console.WriteLine($"report: {page.Contains("plotly.js (basic - minified)", StringComparison.Ordinal)}");
