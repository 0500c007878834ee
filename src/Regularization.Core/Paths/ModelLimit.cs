namespace Regularization;

/// <summary>What is said of limits on the size of a model, which are kept by the choice of lambda.</summary>
internal static class ModelLimit
{
    /// <summary>The refusal where no lambda keeps a limit.</summary>
    /// <param name="limit">What the model may have at most, such as <c>3 rules</c>.</param>
    /// <param name="grid">The lambdas that were asked for.</param>
    public static ArgumentException Unmet(string limit, LambdaGrid grid) => new(
        $"No lambda of the path gives a model with at most {limit}; even the largest gives more. Allow more, {(grid.Values is null ? string.Empty : "give larger lambdas, ")}or use a penalty that sets coefficients to 0.");

    /// <summary>The warning where a lambda that was given does not keep a limit.</summary>
    /// <param name="limit">What the model may have at most.</param>
    public static string Exceeded(string limit) => $"The model has more than {limit}: lambda was given, and a limit is kept by choosing it. Give a larger lambda, or let it be chosen.";
}
