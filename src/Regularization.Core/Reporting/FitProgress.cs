namespace Regularization;

/// <summary>How far a fit has come.</summary>
/// <remarks>
/// <example>
/// <code>
/// var progress = new Progress&lt;FitProgress&gt;(at =&gt; Console.WriteLine($"{at.Stage}: {at.Completed} of {at.Total}, lambda {at.Lambda:g3}"));
/// RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso).Fit(problem, progress);
/// </code>
/// </example>
/// </remarks>
/// <param name="Stage">What is being fitted: <c>path</c>, or <c>fold 3</c> and so on.</param>
/// <param name="Completed">Lambdas done, of this stage for a path, of all folds together in cross-validation.</param>
/// <param name="Total">Lambdas in all; a path that ends early never gets there.</param>
/// <param name="Lambda">The lambda just done.</param>
/// <param name="NonzeroCount">Its nonzero coefficients.</param>
/// <param name="DevianceExplained">Its 1 − deviance / null deviance on the training rows.</param>
public readonly record struct FitProgress(string Stage, int Completed, int Total, double Lambda, int NonzeroCount, double DevianceExplained);
