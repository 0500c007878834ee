namespace Regularization;

/// <summary>What fits refuse, said of the data that a user has given in place of what was made of them, which users do not see.</summary>
internal static class DataErrors
{
    private const string Suffix = " (Parameter '";

    private static readonly string[] MadeOfData = ["problem", "training", "rows", "data", "features", "leaves", "y"];
    private static readonly string[] MadeOfValidation = ["validation", "heldOut"];

    /// <summary>Makes a fit; an exception that names a parameter of it names that of the trainer.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="hasValidation">Whether there are validation data, along with which training data are called <c>trainData</c>; else <c>input</c>.</param>
    /// <param name="fit">Makes the fit.</param>
    /// <exception cref="ArgumentException">The data are not fit for it.</exception>
    public static T Named<T>(bool hasValidation, Func<T> fit)
    {
        try
        {
            return fit();
        }
        catch (ArgumentException e) when (e.GetType() == typeof(ArgumentException) && NameOf(e.ParamName, hasValidation) is not null)
        {
            int end = e.Message.LastIndexOf(Suffix, StringComparison.Ordinal);
            throw new ArgumentException(end < 0 ? e.Message : e.Message[..end], NameOf(e.ParamName, hasValidation), e);
        }
    }

    /// <summary>The parameter of the trainer; null if it is another.</summary>
    private static string? NameOf(string? parameter, bool hasValidation) =>
        MadeOfData.Contains(parameter) ? hasValidation ? "trainData" : "input"
        : MadeOfValidation.Contains(parameter) ? "validationData" : null;
}
