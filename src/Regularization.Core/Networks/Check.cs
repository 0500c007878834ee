using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>Checks of option values, with messages that name the option, its value, the rule and the way out. In a setter the name is that of the property.</summary>
internal static class Check
{
    public static double Positive(double value, string name, [CallerArgumentExpression(nameof(value))] string parameter = "value") =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(Named(parameter, name), $"{name} is {value}; it must be positive and finite.");

    public static double NotNegative(double value, string name, [CallerArgumentExpression(nameof(value))] string parameter = "value") =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(Named(parameter, name), $"{name} is {value}; it must be finite and not negative. 0 turns it off.");

    public static double Share(double value, string name, [CallerArgumentExpression(nameof(value))] string parameter = "value") =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(Named(parameter, name), $"{name} is {value}; it must be in [0, 1).");

    public static T Defined<T>(T value, string name, [CallerArgumentExpression(nameof(value))] string parameter = "value")
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(Named(parameter, name), $"{name} is {value}; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");

    public static int AtLeast(int least, int value, string name, [CallerArgumentExpression(nameof(value))] string parameter = "value") =>
        value >= least ? value : throw new ArgumentOutOfRangeException(Named(parameter, name), $"{name} is {value}; it must be at least {least}.");

    /// <summary>What the user has written: the argument of a method, or the option that a setter was given.</summary>
    private static string Named(string parameter, string name) => parameter == "value" ? name : parameter;
}
