namespace Regularization.Tests;

/// <summary>Every loss against its formula, finite differences and a conjugate found by looking.</summary>
[TestClass]
public class LossTests
{
    /// <summary>Moderate and extreme margins.</summary>
    private static readonly double[] Margins = [0, 1e-9, -1e-9, 0.3, -0.3, 1.1, -2, 5, -8, 17, -20, 36, -37, 40, 100, -100, 699.5, -699.5, 700, -700];

    public static IEnumerable<object[]> Cases => LossCase.Names;

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Value_AllMargins_IsTheWeightedSumOfTheFormula(string name)
    {
        LossCase c = LossCase.Of(name);
        foreach (double y in c.Responses)
        {
            foreach (double eta in Margins)
            {
                double expected = c.Formula(y, eta), value = c.Loss.Value([eta], [y], [1]);
                Assert.IsTrue(double.IsFinite(value) && value >= 0, $"loss({y}, {eta}) = {value}");
                Assert.AreEqual(expected, value, 1e-14 * (1 + expected), $"loss({y}, {eta})");
            }
        }

        double[] ys = [.. Margins.Select((_, i) => c.Responses[i % c.Responses.Length])], weights = [.. Margins.Select((_, i) => i % 4 * 0.3)];
        double sum = Margins.Select((eta, i) => weights[i] * c.Formula(ys[i], eta)).Sum();
        Assert.AreEqual(sum, c.Loss.Value(Margins, ys, weights), 1e-13 * sum);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Derivatives_AllMargins_AgreeWithFiniteDifferences(string name)
    {
        LossCase c = LossCase.Of(name);
        foreach (double y in c.Responses)
        {
            foreach (double eta in Margins)
            {
                const double Step = 1e-4;
                (double residual, double curvature) = c.DerivativesAt(y, eta);
                double slope = (c.Formula(y, eta + Step) - c.Formula(y, eta - Step)) / (2 * Step);
                double bend = (c.DerivativesAt(y, eta - Step).Residual - c.DerivativesAt(y, eta + Step).Residual) / (2 * Step);
                Assert.AreEqual(-slope, residual, 1e-6 * (1 + Math.Abs(slope)), $"residual at ({y}, {eta})");
                Assert.AreEqual(bend, curvature, 1e-7 * (1 + bend), $"curvature at ({y}, {eta})");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void MajorizingCurvature_AllMargins_ItsParabolaIsNowhereBelowTheLossAndNotNarrowerThanNeeded(string name)
    {
        LossCase c = LossCase.Of(name);
        foreach (double y in double.IsFinite(c.Loss.CurvatureBound) ? c.Responses : [])
        {
            foreach (double eta in Margins)
            {
                var curvature = new double[1];
                c.Loss.MajorizingCurvature([eta], [y], curvature);
                (double residual, double bend) = c.DerivativesAt(y, eta);
                double at = c.Formula(y, eta);
                Assert.IsTrue(curvature[0] >= bend && curvature[0] <= c.Loss.CurvatureBound * (1 + 1e-12), $"{curvature[0]} at ({y}, {eta})");
                double Excess(double step, double share) => at - (residual * step) + (share * curvature[0] * step * step / 2) - c.Formula(y, eta + step);
                double[] steps = [.. Enumerable.Range(-60, 121).Select(k => Math.Sign(k) * Math.Pow(1.25, Math.Abs(k)) / 100), y - eta, 2 * (y - eta)];
                Assert.IsTrue(steps.All(step => Excess(step, 1) >= -1e-10 * (1 + at + c.Formula(y, eta + step))), $"the parabola is below the loss at ({y}, {eta})");
                if (c.Loss is ClippedLoss && Math.Abs(y - eta) < 1e3)
                {
                    Assert.IsTrue(Enumerable.Range(-400, 801).Any(k => Excess(2 * (y - eta) + (k / 50.0), 0.9) < 0), $"a wider parabola would do at ({y}, {eta})");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Derivatives_ManyRows_AreThoseOfEachRow(string name)
    {
        LossCase c = LossCase.Of(name);
        double[] ys = [.. Margins.Select((_, i) => c.Responses[i % c.Responses.Length])];
        double[] residual = new double[ys.Length], curvature = new double[ys.Length], alone = new double[ys.Length];
        c.Loss.Derivatives(Margins, ys, residual, curvature);
        c.Loss.Derivatives(Margins, ys, alone, []);
        CollectionAssert.AreEqual(residual, alone, "the residual does not depend on whether the curvature is wanted");
        for (int i = 0; i < ys.Length; i++)
        {
            (double r, double h) = c.DerivativesAt(ys[i], Margins[i]);
            Assert.AreEqual(r, residual[i], 1e-15 * (1 + Math.Abs(r)), $"row {i}");
            Assert.AreEqual(h, curvature[i], 1e-15 * (1 + h), $"row {i}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void CurvatureBound_AllMargins_IsTheSupremum(string name)
    {
        LossCase c = LossCase.Of(name);
        double most = 0;
        foreach (double y in c.Responses)
        {
            foreach (double eta in Margins)
            {
                double curvature = c.DerivativesAt(y, eta).Curvature;
                Assert.IsTrue(curvature >= 0 && curvature <= c.Loss.CurvatureBound, $"curvature {curvature} at ({y}, {eta})");
                most = Math.Max(most, curvature);
            }
        }

        if (double.IsFinite(c.Loss.CurvatureBound))
        {
            Assert.AreEqual(c.Loss.CurvatureBound, most, 1e-9, "no smaller bound would do");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Link_OfMeans_IsTheInverseOfMean(string name)
    {
        LossCase c = LossCase.Of(name);
        foreach (double mean in c.Means)
        {
            Assert.AreEqual(mean, c.Loss.Mean(c.Loss.Link(mean)), 1e-12 * (1e-12 + Math.Abs(mean)), $"mean {mean}");
        }

        foreach (double eta in Margins)
        {
            Assert.IsTrue(double.IsFinite(c.Loss.Mean(eta)), $"Mean({eta})");
            if (Math.Abs(eta) < c.LinkRange)
            {
                Assert.AreEqual(eta, c.Loss.Link(c.Loss.Mean(eta)), 1e-10 * (1 + Math.Abs(eta)), $"eta {eta}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Link_OfTheMeanResponse_MinimisesTheLoss(string name)
    {
        LossCase c = LossCase.Of(name);
        if (!c.HasExactLink)
        {
            return;
        }

        double[] ys = [c.Responses[0], c.Responses[1], c.Responses[^1]], weights = [0.2, 0.5, 0.3];
        double mean = ys.Select((y, i) => weights[i] * y).Sum();
        double slow = SlowMinimum.Argument(eta => c.Loss.Value([eta, eta, eta], ys, weights), -1000, 1000);
        Assert.AreEqual(slow, c.Loss.Link(mean), 1e-4 * (1 + Math.Abs(slow)));
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void SaturatedValue_OfEachResponse_IsTheLeastLoss(string name)
    {
        LossCase c = LossCase.Of(name);
        foreach (double y in c.Responses)
        {
            double eta = SlowMinimum.Argument(at => c.Formula(y, at), -1000, 1000);
            Assert.AreEqual(2.5 * c.Formula(y, eta), c.Loss.SaturatedValue([y, y], [2, 0.5]), 1e-10, $"response {y}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void DualityGap_AtTheNegativeDerivative_IsZero(string name)
    {
        LossCase c = LossCase.Of(name);
        foreach (double y in c.Responses)
        {
            foreach (double eta in Margins)
            {
                double gap = c.Loss.DualityGap([eta], [y], [1], [c.DerivativesAt(y, eta).Residual]);
                Assert.AreEqual(0, gap, 1e-15 * (1 + c.Formula(y, eta)), $"at ({y}, {eta})");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void DualityGap_OtherDualPoints_IsLossPlusConjugatePlusProduct(string name)
    {
        LossCase c = LossCase.Of(name);
        foreach (double y in c.Responses)
        {
            // Dual points inside the domain: minus the derivative at some other point.
            foreach (double other in new[] { -30, -3, -0.5, -1e-3, 0, 1e-3, 0.4, 2, 6, 30 })
            {
                double theta = c.DerivativesAt(y, other).Residual;
                double at = SlowMinimum.Argument(eta => c.Formula(y, eta) + (eta * theta), other - 50, other + 50);
                double conjugate = -(theta * at) - c.Formula(y, at);
                foreach (double eta in Margins)
                {
                    double expected = c.Formula(y, eta) + conjugate + (eta * theta), gap = c.Loss.DualityGap([eta], [y], [1], [theta]);
                    double size = c.Formula(y, eta) + Math.Abs(conjugate) + Math.Abs(eta * theta);
                    Assert.IsGreaterThanOrEqualTo(0, gap);
                    Assert.AreEqual(expected, gap, 1e-12 * (1 + size), $"y {y}, eta {eta}, theta {theta}");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void DualityGap_NearTheOptimum_IsLossPlusConjugatePlusProduct(string name)
    {
        LossCase c = LossCase.Of(name);
        foreach (double y in c.Responses)
        {
            foreach (double eta in new[] { -4, -1, 0.5, 3 })
            {
                foreach (double d in new[] { -1e-2, -1.1e-3, -9e-4, -3e-4, 3e-4, 9e-4, 1.1e-3, 1e-2 })
                {
                    (double residual, double curvature) = c.DerivativesAt(y, eta);
                    double theta = residual + (d * curvature), at = SlowMinimum.Argument(e => c.Formula(y, e) + (e * theta), eta - 1, eta + 1);
                    double conjugate = -(theta * at) - c.Formula(y, at), size = c.Formula(y, eta) + Math.Abs(conjugate) + Math.Abs(eta * theta);
                    Assert.AreEqual(c.Formula(y, eta) + conjugate + (eta * theta), c.Loss.DualityGap([eta], [y], [1], [theta]), 3e-15 * (1 + size), $"y {y}, eta {eta}, d {d}");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void DualityGap_NextToTheOptimum_KeepsItsDigits(string name)
    {
        // gap = (θ + loss')² / (2 loss'') to first order: computed as primal minus dual it would be rounding.
        LossCase c = LossCase.Of(name);
        foreach (double y in c.Responses)
        {
            foreach (double eta in new[] { -4, -1, 0, 0.5, 3.0 })
            {
                (double residual, double curvature) = c.DerivativesAt(y, eta);
                if (curvature == 0)
                {
                    continue;
                }

                foreach (double d in new[] { 1e-7, -1e-6, 1e-5 })
                {
                    double theta = residual + (d * curvature), moved = residual - theta;
                    double gap = c.Loss.DualityGap([eta], [y], [1], [theta]);
                    Assert.AreEqual(1, gap / (moved * moved / (2 * curvature)), 1e-4, $"y {y}, eta {eta}, d {d}");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void DualityGap_OutsideTheDomain_IsInfinite(string name)
    {
        LossCase c = LossCase.Of(name);
        foreach ((double y, double theta) in c.OutsideDomain)
        {
            Assert.AreEqual(double.PositiveInfinity, c.Loss.DualityGap([0.5, 0.5], [y, y], [1, 1], [c.DerivativesAt(y, 0.5).Residual, theta]), $"y {y}, theta {theta}");
        }

        foreach (double y in c.Responses)
        {
            // What is claimed to be inside must be: far along, the gap of a finite conjugate stops growing against the loss.
            Assert.IsTrue(double.IsFinite(c.Loss.DualityGap([700], [y], [1], [c.DerivativesAt(y, -5).Residual])));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Deviance_WithinItsRange_IsTwiceTheLossAboveTheSaturatedOne(string name)
    {
        LossCase c = LossCase.Of(name);
        foreach (double y in c.Responses)
        {
            foreach (double eta in Margins.Where(eta => Math.Abs(eta) <= c.DevianceRange))
            {
                double expected = 2 * (c.Formula(y, eta) - c.Loss.SaturatedValue([y], [1]));
                Assert.AreEqual(expected, c.Loss.Deviance(eta, y), 1e-9 * (1 + expected), $"at ({y}, {eta})");
            }
        }
    }

    [TestMethod]
    public void Deviance_LogisticAtExtremeMargins_IsThatOfTheClippedProbability()
    {
        double most = -2 * Math.Log(1e-5), least = -2 * Math.Log(1 - 1e-5);
        foreach (double eta in new[] { 12.0, 700, 1e5 })
        {
            Assert.AreEqual(most, Losses.Logistic.Deviance(eta, 0), 1e-9);
            Assert.AreEqual(most, Losses.Logistic.Deviance(-eta, 1), 1e-9);
            Assert.AreEqual(least, Losses.Logistic.Deviance(eta, 1), 1e-15);
            Assert.AreEqual(least, Losses.Logistic.Deviance(-eta, 0), 1e-15);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void CheckResponse_GoodResponses_AreTaken(string name)
    {
        LossCase c = LossCase.Of(name);
        c.Loss.CheckResponse(c.Responses, [.. c.Responses.Select(_ => 1.0)]);
        Assert.IsFalse(string.IsNullOrEmpty(c.Loss.ToString()));
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void CheckResponse_BadResponses_AreRefusedByName(string name)
    {
        LossCase c = LossCase.Of(name);
        foreach ((double[] y, string message) in c.Refused)
        {
            var refused = Assert.ThrowsExactly<ArgumentException>(() => c.Loss.CheckResponse(y, [1, 1, 1]));
            Assert.Contains(message, refused.Message);
        }

        if (c.IsClassification)
        {
            var refused = Assert.ThrowsExactly<ArgumentException>(() => c.Loss.CheckResponse([0, 1, 0], [1, 0, 2]));
            Assert.Contains("All responses of positive weight are 0", refused.Message);
        }
    }
}
