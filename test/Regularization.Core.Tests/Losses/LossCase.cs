namespace Regularization.Tests;

/// <summary>A loss and what its tests need to know of it. A new loss is one entry in <see cref="All"/>: the tests of losses and of solvers then cover it.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Formula">loss(y, η), written down anew.</param>
internal sealed record LossCase(Loss Loss, Func<double, double, double> Formula)
{
    public static readonly LossCase[] All =
    [
        new(Losses.Squared, (y, eta) => (y - eta) * (y - eta) / 2) { Responses = [-3, 0, 0.25, 700], Means = [-5, 0, 1e4] },
        new(Losses.Logistic, (y, eta) => Math.Max(eta, 0) + Math.Log(1 + Math.Exp(-Math.Abs(eta))) - (y * eta))
        {
            Responses = [0, 1],
            Means = [1e-12, 0.1, 0.5, 0.999],
            Refused = [([0, 1, 0.5], "row 2 is 0.5"), ([0, -1, 1], "row 1 is -1"), ([2, 1, 0], "row 0 is 2"), ([1, 1, 1], "are 1"), ([0, 0, 0], "are 0")],
            OutsideDomain = [(0, 0.01), (0, -1.01), (1, -0.01), (1, 1.01), (0, 1e300)],
            IsClassification = true,
            DevianceRange = 11,
        },
    ];

    /// <summary>Responses that the loss is defined for.</summary>
    public required double[] Responses { get; init; }

    /// <summary>Mean responses that have a finite linear predictor.</summary>
    public required double[] Means { get; init; }

    /// <summary>Responses to refuse, with what the message must name.</summary>
    public (double[] Y, string Message)[] Refused { get; init; } = [];

    /// <summary>Dual points (y, θ) where the conjugate is infinite.</summary>
    public (double Y, double Theta)[] OutsideDomain { get; init; } = [];

    public bool IsClassification { get; init; }

    /// <summary>Up to which |η| the deviance is 2 (loss − saturated loss); beyond, it is clipped.</summary>
    public double DevianceRange { get; init; } = double.PositiveInfinity;

    /// <summary>For <see cref="DynamicDataAttribute"/>.</summary>
    public static IEnumerable<object[]> Names => All.Select(c => new object[] { c.Loss.Name });

    public static LossCase Of(string name) => All.Single(c => c.Loss.Name == name);

    /// <summary>−∂loss/∂η and ∂²loss/∂η² at one point.</summary>
    public (double Residual, double Curvature) DerivativesAt(double y, double eta)
    {
        double[] residual = new double[1], curvature = new double[1];
        Loss.Derivatives([eta], [y], residual, curvature);
        return (residual[0], curvature[0]);
    }
}
