namespace Regularization.Tool;

/// <summary>The update rules by name.</summary>
internal enum OptimizerKind
{
    /// <summary>Adam with decoupled decay.</summary>
    AdamW,

    Adam,

    Sgd,

    /// <summary>SGD with momentum 0.9.</summary>
    Momentum,

    /// <summary>SGD with Nesterov's momentum 0.9.</summary>
    Nesterov,

    RmsProp,
}
