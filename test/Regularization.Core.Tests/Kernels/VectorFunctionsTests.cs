using System.Numerics;

namespace Regularization.Tests;

/// <summary>Against the mathematical functions of .NET, whose errors are below 1 unit in the last place.</summary>
[TestClass]
public class VectorFunctionsTests
{
    private const double Units = 3;

    [TestMethod]
    public void Exp_AllNormalResults_WithinUnits()
    {
        for (double x = -708; x <= 709.7; x += 0.0137)
        {
            AssertNear(Math.Exp(x), VectorFunctions.Exp(new Vector<double>(x))[0], x);
        }

        for (double x = 1e-320; x < 1; x *= 1.7)
        {
            AssertNear(Math.Exp(x), VectorFunctions.Exp(new Vector<double>(x))[0], x);
            AssertNear(Math.Exp(-x), VectorFunctions.Exp(new Vector<double>(-x))[0], -x);
        }
    }

    [TestMethod]
    [DataRow(0.0, 1.0)]
    [DataRow(-709.0, 0.0)]
    [DataRow(710.0, double.PositiveInfinity)]
    [DataRow(double.NegativeInfinity, 0.0)]
    [DataRow(double.PositiveInfinity, double.PositiveInfinity)]
    [DataRow(double.NaN, double.NaN)]
    public void Exp_Limits_AsDocumented(double x, double expected) => Assert.AreEqual(expected, VectorFunctions.Exp(new Vector<double>(x))[0]);

    [TestMethod]
    public void Log_NormalNumbers_WithinUnits()
    {
        for (double x = 2.3e-308; x < 1e308; x *= 1.0317)
        {
            AssertNear(Math.Log(x), VectorFunctions.Log(new Vector<double>(x))[0], x);
        }

        for (double x = 0.4; x < 2.5; x += 0.00013)
        {
            AssertNear(Math.Log(x), VectorFunctions.Log(new Vector<double>(x))[0], x);
        }

        foreach (double d in new[] { 1e-3, 1e-8, 1e-15 })
        {
            AssertNear(Math.Log(1 + d), VectorFunctions.Log(new Vector<double>(1 + d))[0], 1 + d);
            AssertNear(Math.Log(1 - d), VectorFunctions.Log(new Vector<double>(1 - d))[0], 1 - d);
        }
    }

    [TestMethod]
    [DataRow(1.0, 0.0)]
    [DataRow(0.0, double.NegativeInfinity)]
    [DataRow(-1.0, double.NaN)]
    [DataRow(double.NegativeInfinity, double.NaN)]
    [DataRow(double.PositiveInfinity, double.PositiveInfinity)]
    [DataRow(double.NaN, double.NaN)]
    public void Log_Limits_AsDocumented(double x, double expected) => Assert.AreEqual(expected, VectorFunctions.Log(new Vector<double>(x))[0]);

    [TestMethod]
    public void LogOnePlus_ZeroToOne_WithinUnits()
    {
        Assert.AreEqual(0, VectorFunctions.LogOnePlus(Vector<double>.Zero)[0]);
        for (double x = 1e-300; x <= 1; x *= 1.0113)
        {
            // log(1 + x) = x log(u) / (u − 1) with u = 1 + x as it is rounded.
            double u = 1 + x, expected = u == 1 ? x : Math.Log(u) * (x / (u - 1));
            AssertNear(expected, VectorFunctions.LogOnePlus(new Vector<double>(x))[0], x);
        }

        AssertNear(Math.Log(2), VectorFunctions.LogOnePlus(Vector<double>.One)[0], 1);
    }

    private static void AssertNear(double expected, double actual, double x) =>
        Assert.IsTrue(Math.Abs(actual - expected) <= Units * (Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected)), $"{x:r}: {actual:r}, not {expected:r}");
}
