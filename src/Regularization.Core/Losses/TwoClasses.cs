namespace Regularization;

/// <summary>What losses of two classes, written as 0 and 1, need of their responses.</summary>
internal static class TwoClasses
{
    /// <summary>The rule that a response breaks, or null.</summary>
    public static string? Rule(double y) => y is 0 or 1 ? null : "classes written as 0 and 1. Recode the two classes.";

    /// <summary>Refuses responses of one class only: the best intercept would be infinite, or there is nothing to tell apart.</summary>
    public static void CheckBoth(Loss loss, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        bool zero = false, one = false;
        for (int i = 0; i < y.Length; i++)
        {
            zero |= weights[i] > 0 && y[i] == 0;
            one |= weights[i] > 0 && y[i] == 1;
        }

        if (!zero || !one)
        {
            throw new ArgumentException($"All responses of positive weight are {(one ? 1 : 0)}; the {loss.Name} loss needs both classes. Check the label, or add examples of the other class.", nameof(y));
        }
    }
}
