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
        new(Losses.Poisson, (y, eta) => PowerDeviance(1, y, eta) / 2)
        {
            Responses = [3, 0, 0.25, 700],
            Means = [1e-12, 0.1, 1, 1e5],
            Refused = [([1, -1, 0], "row 1 is -1"), ([0, 0, 0], "are 0")],
            OutsideDomain = [(3, 3.01), (0, 0.01), (0, 1e300)],
            Response = y => Math.Floor(Math.Exp(Math.Clamp(y, -6, 6) / 3)),
        },
        new(Losses.Gamma, (y, eta) => PowerDeviance(2, y, eta) / 2)
        {
            Responses = [3, 1e-3, 0.25, 700],
            Means = [1e-12, 0.1, 1, 1e5],
            Refused = [([1, -1, 2], "row 1 is -1"), ([1, 2, 0], "row 2 is 0")],
            OutsideDomain = [(3, -1.01), (0.1, -1e300)],
            Response = y => Math.Exp(Math.Clamp(y, -6, 6) / 3),
        },
        new(Losses.Tweedie(1.6), (y, eta) => PowerDeviance(1.6, y, eta) / 2)
        {
            Responses = [3, 0, 0.25, 700],
            Means = [1e-12, 0.1, 1, 1e5],
            Refused = [([1, -1, 2], "row 1 is -1"), ([0, 0, 0], "are 0")],
            OutsideDomain = [(0, 0.01), (0, 1e300)],
            Response = y => y < 0 ? 0 : Math.Exp(Math.Clamp(y, -6, 6) / 3),
        },
        new(Losses.Huber(0.7), (y, eta) => Math.Abs(y - eta) <= 0.7 ? (y - eta) * (y - eta) / 2 : (0.7 * Math.Abs(y - eta)) - 0.245)
        {
            Responses = [-3, 0, 0.25, 700],
            Means = [-5, 0, 1e4],
            OutsideDomain = [(0, 0.71), (1, -0.71), (0, 1e300)],
            HasExactLink = false,
        },
        new(Losses.Quantile(0.3, 0.8), (y, eta) => SmoothedPinball(0.3, 0.8, y - eta) - (0.8 * 0.3 * 0.7 / 2))
        {
            Responses = [-3, 0, 0.25, 700],
            Means = [-5, 0, 1e4],
            OutsideDomain = [(0, 0.301), (1, -0.701), (0, 1e300)],
            HasExactLink = false,
        },
        new(Losses.SquaredHinge, (y, eta) => Math.Pow(Math.Max(0, 1 - (((2 * y) - 1) * eta)), 2) / 2)
        {
            Responses = [0, 1],
            Means = [0.1, 0.5, 0.999],
            Refused = [([0, 1, 0.5], "row 2 is 0.5"), ([1, 1, 1], "are 1"), ([0, 0, 0], "are 0")],
            OutsideDomain = [(0, 0.01), (1, -0.01), (0, 1e300)],
            IsClassification = true,
            LinkRange = 1,
        },
    ];

    /// <summary>The losses with which everything that does not depend on the loss is tested.</summary>
    public static IEnumerable<LossCase> Usual => All.Where(c => c.Loss == Losses.Squared || c.Loss == Losses.Logistic);

    /// <summary>Responses that the loss is defined for.</summary>
    public required double[] Responses { get; init; }

    /// <summary>Mean responses that have a finite linear predictor.</summary>
    public required double[] Means { get; init; }

    /// <summary>Responses to refuse, with what the message must name.</summary>
    public (double[] Y, string Message)[] Refused { get; init; } = [];

    /// <summary>Dual points (y, θ) where the conjugate is infinite.</summary>
    public (double Y, double Theta)[] OutsideDomain { get; init; } = [];

    public bool IsClassification { get; init; }

    /// <summary>Makes a response that the loss is defined for of a number.</summary>
    public Func<double, double> Response { get; init; } = y => y;

    /// <summary>Whether the link of the mean response is the best intercept.</summary>
    public bool HasExactLink { get; init; } = true;

    /// <summary>Up to which |η| the link is the inverse of the mean.</summary>
    public double LinkRange { get; init; } = 10;

    /// <summary>Up to which |η| the deviance is 2 (loss − saturated loss); beyond, it is clipped.</summary>
    public double DevianceRange { get; init; } = double.PositiveInfinity;

    /// <summary>For <see cref="DynamicDataAttribute"/>.</summary>
    public static IEnumerable<object[]> Names => All.Select(c => new object[] { c.Loss.Name });

    /// <summary>A random problem with responses for this loss.</summary>
    public (double[] X, double[] Y) Problem(int rows, int columns, int seed, double density = 1, double noise = 1)
    {
        (double[] x, double[] y) = TestProblems.Random(rows, columns, seed, density, IsClassification, noise);
        return (x, [.. y.Select(Response)]);
    }

    public static LossCase Of(string name) => All.Single(c => c.Loss.Name == name);

    /// <summary>−∂loss/∂η and ∂²loss/∂η² at one point.</summary>
    public (double Residual, double Curvature) DerivativesAt(double y, double eta)
    {
        double[] residual = new double[1], curvature = new double[1];
        Loss.Derivatives([eta], [y], residual, curvature);
        return (residual[0], curvature[0]);
    }

    /// <summary>The Tweedie deviance as textbooks have it, with the limits at powers 1 and 2.</summary>
    private static double PowerDeviance(double power, double y, double eta) => power switch
    {
        1 => 2 * (Math.Exp(eta) - y + (y > 0 ? y * (Math.Log(y) - eta) : 0)),
        2 => 2 * ((y * Math.Exp(-eta)) - 1 - (Math.Log(y) - eta)),
        _ => 2 * ((Math.Pow(y, 2 - power) / ((1 - power) * (2 - power))) - (y * Math.Exp((1 - power) * eta) / (1 - power)) + (Math.Exp((2 - power) * eta) / (2 - power))),
    };

    /// <summary>The mean of the pinball loss over [r − s/2, r + s/2], from its integral on either side of 0.</summary>
    private static double SmoothedPinball(double quantile, double s, double r)
    {
        double Integral(double u) => (u > 0 ? quantile : quantile - 1) * u * u / 2;
        return Math.Abs(r) >= s / 2 ? (r > 0 ? quantile : quantile - 1) * r : (Integral(r + (s / 2)) - Integral(r - (s / 2))) / s;
    }
}
