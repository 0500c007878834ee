namespace Regularization.Tool;

/// <summary>What the names of activations mean.</summary>
internal static class ActivationKinds
{
    public static Activation ToActivation(this ActivationKind kind) => kind switch
    {
        ActivationKind.LeakyRelu => Activations.LeakyRelu,
        ActivationKind.Tanh => Activations.Tanh,
        ActivationKind.Logistic => Activations.Logistic,
        _ => Activations.Relu,
    };
}
