namespace Regularization;

/// <summary>Which fused update a kernel makes.</summary>
internal enum UpdateRule
{
    Sgd = 0,
    Momentum = 1,
    Nesterov = 2,
    Adam = 3,
    AmsGrad = 4,
    RmsProp = 5,
}

/// <summary>
/// One fused update of weights w from gradients g, element by element, in float32:
/// <code>
/// w -= Shrink w                                        (decoupled decay)
/// g += (Decay + 2 L2) w + L1 sign(w)                   (coupled decay and penalties that are a term in the loss; w before the shrink)
/// Sgd:       s = η,  d = g
/// Momentum:  m = Beta1 m + g;  s = η,  d = m
/// Nesterov:  m = Beta1 m + g;  s = η,  d = g + Lookahead m
/// Adam:      m = Beta1 m + Rest1 g;  v = Beta2 v + Rest2 g²;  s = η / (SecondScale √v + Epsilon),  d = m
/// AmsGrad:   the same with x = max(x, v) in place of v in s
/// RmsProp:   v = Beta2 v + Rest2 g²;  s = η / (√v + Epsilon),  d = g
/// w = soft(w - s d, s ProxL1) / (1 + s ProxL2)         (proximal step, scaled by the step the rule took)
/// </code>
/// η is LearningRate, with Adam's first bias correction in it, which ProxL1 and ProxL2 have the inverse of; Rest1 and Rest2 are 1 - Beta1 and 1 - Beta2, rounded once: their difference in float32 would lose digits.
/// </summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)]
internal record struct OptimizerStep
{
    public UpdateRule Rule;
    public float LearningRate;
    public float Beta1;
    public float Beta2;
    public float Rest1;
    public float Rest2;
    public float Lookahead;
    public float Epsilon;
    public float SecondScale;
    public float Decay;
    public float Shrink;
    public float L1;
    public float L2;
    public float ProxL1;
    public float ProxL2;
}
