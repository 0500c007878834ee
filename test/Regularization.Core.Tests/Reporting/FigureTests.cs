namespace Regularization.Tests.Reporting;

[TestClass]
public sealed class FigureTests
{
    [TestMethod]
    public void RocOf_TiesAndWeights_HasTheAreaOfAllPairs()
    {
        var random = new Random(3);
        const int N = 60;
        double[] score = [.. Enumerable.Range(0, N).Select(_ => (double)random.Next(12))], y = [.. Enumerable.Range(0, N).Select(_ => (double)random.Next(2))], w = [.. Enumerable.Range(0, N).Select(_ => random.NextDouble())];
        double pairs = 0, right = 0;
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
            {
                double weight = y[i] > y[j] ? w[i] * w[j] : 0;
                pairs += weight;
                right += weight * (score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0);
            }
        }

        (double[] x, double[] up, double area) = PredictionFigures.RocOf(new Predictions([.. Enumerable.Range(0, N)], score, y, w));
        Assert.AreEqual(right / pairs, area, 1e-12);
        Assert.AreEqual((0.0, 0.0, 1.0, 1.0), (x[0], up[0], Math.Round(x[^1], 12), Math.Round(up[^1], 12)));
        double under = 0;
        for (int k = 1; k < x.Length; k++)
        {
            under += (x[k] - x[k - 1]) * (up[k] + up[k - 1]) / 2;
        }

        Assert.AreEqual(area, under, 1e-12, "the curve that is drawn has the area that is named");
    }

    [TestMethod]
    public void CalibrationOf_Tenths_AreMeansOfTheirRows()
    {
        double[] p = [0.01, 0.03, 0.55, 0.58, 1], y = [0, 1, 0, 1, 1], w = [1, 1, 1, 3, 1];
        (double[] predicted, double[] observed, double[] error, int[] count) = PredictionFigures.CalibrationOf(new Predictions([0, 1, 2, 3, 4], p, y, w));
        CollectionAssert.AreEqual(new[] { 2, 2, 1 }, count);
        Assert.AreEqual(0.02, predicted[0], 1e-12);
        Assert.AreEqual((0.55 + (3 * 0.58)) / 4, predicted[1], 1e-12);
        CollectionAssert.AreEqual(new[] { 0.5, 0.75, 1 }, observed);
        Assert.AreEqual(Math.Sqrt(predicted[1] * (1 - predicted[1]) / 2), error[1], 1e-12);
    }

    [TestMethod]
    public void Contour_OfABowl_IsOneClosedCircle()
    {
        const int Size = 41;
        var values = new double[Size, Size];
        for (int i = 0; i < Size; i++)
        {
            for (int k = 0; k < Size; k++)
            {
                values[i, k] = Math.Pow(-2 + (0.1 * i), 2) + Math.Pow(-2 + (0.1 * k), 2);
            }
        }

        List<double> x = [], y = [];
        Contour.Add(values, 1.7, -2, 0.1, x, y);
        Assert.AreEqual(1, x.Count(double.IsNaN), "one line");
        Assert.AreEqual((x[0], y[0]), (x[^2], y[^2]), "that ends where it begins");
        double angle = 0;
        for (int k = 0; k + 1 < x.Count; k++)
        {
            Assert.AreEqual(1.7, (x[k] * x[k]) + (y[k] * y[k]), 0.01);
            double turn = k == 0 ? 0 : Math.Atan2((x[k - 1] * y[k]) - (y[k - 1] * x[k]), (x[k - 1] * x[k]) + (y[k - 1] * y[k]));
            angle += turn;
        }

        Assert.AreEqual(2 * Math.PI, Math.Abs(angle), 1e-9, "once around");
        Contour.Add(values, 5, -2, 0.1, x, y);
        Assert.AreEqual(1 + 4, x.Count(double.IsNaN), "cut by the border into four");
    }

    [TestMethod]
    public void LossPlane_OfALasso_TouchesTheDiamondWhereTheModelIs()
    {
        const int N = 120, P = 6;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 5);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, N, P), y);
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0.3), Options = new FitOptions { Tolerance = 1e-12 } }.Fit(problem);
        LossPlane plane = summary.Plane;
        Assert.HasCount(Math.Min(LossPlane.MostFeatures, summary.Selected.NonzeroCount), plane.Features);
        double[] scratch = new double[N], eta = summary.Selected.LinearPredictor(problem.X);
        (double First, double Second) own = (plane.Coefficients[0], plane.Coefficients[1]);
        Assert.AreEqual(Enumerable.Range(0, N).Average(i => (y[i] - eta[i]) * (y[i] - eta[i]) / 2), plane.Value((0, 1), own, scratch), 1e-9);

        // Along each axis the loss falls by lambda for a unit towards larger coefficients: the optimality condition of the lasso.
        const double H = 1e-4;
        double slope1 = (plane.Value((0, 1), (own.First + H, own.Second), scratch) - plane.Value((0, 1), (own.First - H, own.Second), scratch)) / (2 * H);
        double slope2 = (plane.Value((0, 1), (own.First, own.Second + H), scratch) - plane.Value((0, 1), (own.First, own.Second - H), scratch)) / (2 * H);
        Assert.AreEqual(-0.3 * Math.Sign(own.First), slope1, 1e-4);
        Assert.AreEqual(-0.3 * Math.Sign(own.Second), slope2, 1e-4);

        (double First, double Second) free = plane.Free((0, 1), 100);
        double least = plane.Value((0, 1), free, scratch);
        foreach ((double a, double b) in new[] { (H, 0.0), (-H, 0), (0, H), (0, -H) })
        {
            Assert.IsGreaterThan(least, plane.Value((0, 1), (free.First + a, free.Second + b), scratch));
        }

        FigureView view = PlaneFigure.Of(plane, j => $"x{j}").Views[0];
        FigureTrace best = view.Traces.Single(t => t.Name == "best in the diamond");
        double size = Math.Abs(own.First) + Math.Abs(own.Second);
        Assert.AreEqual(own.First, best.X[0], 0.03 * size);
        Assert.AreEqual(own.Second, best.Y[0], 0.03 * size);
    }

    [TestMethod]
    public void Free_OfSeparableClasses_EndsAtTheLimit()
    {
        const int N = 40;
        double[] x = [.. Enumerable.Range(0, 2 * N).Select(k => (double)(((k % N) < N / 2 ? -1 : 1) * (1 + (k % 7)) * (k < N ? 1 : 1 + (k % 3))))];
        double[] y = [.. Enumerable.Range(0, N).Select(i => i < N / 2 ? 0.0 : 1)];
        FitSummary summary = new LinearModelFitter(Losses.Logistic, Penalties.Ridge) { Lambda = LambdaSelection.Fixed(0.1) }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, N, 2), y));
        (double first, double second) = summary.Plane.Free((0, 1), 5);
        Assert.IsTrue(Math.Abs(first) <= 5 && Math.Abs(second) <= 5 && Math.Max(Math.Abs(first), Math.Abs(second)) > 4, $"{first} {second}");
    }

    [TestMethod]
    public void Histogram_Weights_AreAllCounted()
    {
        double[] some = [-1, -0.4, 0, 0.2, 0.2, 2], others = [0, 0, 0, 0, 0, 0.1];
        Figure figure = WeightFigures.Histogram("w", "t", "n", "weight", [(string.Empty, [("some", some), ("others", others)])]);
        FigureTrace[] bars = [.. figure.Views[0].Traces];
        Assert.AreEqual((5, 1), ((int)bars[0].Y.Sum(), (int)bars[1].Y.Sum()));
        Assert.AreEqual("some (5 not 0, 1 zeros)", bars[0].Name);
        double width = bars[0].X[1] - bars[0].X[0];
        foreach ((double center, double count) in bars[0].X.Zip(bars[0].Y))
        {
            Assert.AreEqual(some.Count(w => w != 0 && w >= center - (width / 2) - 1e-12 && w < center + (width / 2) - 1e-12), (int)count, $"bar at {center}");
        }
    }
}
