namespace Regularization.Tests;

/// <summary>The lazy learners against the same algorithms done the slow way, all coordinates at every row.</summary>
[TestClass]
public class StreamingLearnerTests
{
    private const int Rows = 400, Features = 12;
    private const double L1 = 0.02, L2 = 0.01;

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(L2)]
    public void Ftrl_SparseRows_IsTheArgminOverAllRowsSoFar(double l2)
    {
        (LearnerSetup setup, double[][] z, double[] y, double[] weights) = Setup(l2);
        var method = new FtrlProximal { Averaging = false, LearningRate = 0.5 };
        StreamingLearner learner = method.Start(setup);
        double alpha = 0.5 * setup.CoefficientUnit, beta = setup.GradientUnit, time = 0;
        double[] gradients = new double[Features], centers = new double[Features], squares = new double[Features], w = new double[Features];
        double b0 = setup.StartIntercept, g0 = 0, c0 = 0, s0 = 0;
        for (int i = 0; i < Rows; i++)
        {
            double eta = b0;
            for (int j = 0; j < Features; j++)
            {
                // argmin of the sum, from McMahan et al. (2013), equation (1), with the penalty times the weight so far.
                double linear = gradients[j] - centers[j], strength = ((beta + Math.Sqrt(squares[j])) / alpha) + (time * setup.L2 * setup.L2Factor(j));
                w[j] = -Math.Sign(linear) * Math.Max(Math.Abs(linear) - (time * setup.L1 * setup.L1Factor(j)), 0) / strength;
                eta += w[j] * z[i][j];
            }

            PreparedRow row = Row(z[i], out int[] indices, out double[] values);
            Assert.AreEqual(eta, learner.Predict(row), 1e-9, $"row {i}");
            double residual = y[i] - eta;
            learner.Update(row, residual, weights[i]);
            for (int j = 0; j < Features; j++)
            {
                Step(-residual * weights[i] * z[i][j], w[j], ref gradients[j], ref centers[j], ref squares[j]);
            }

            Step(-residual * weights[i], b0 - setup.StartIntercept, ref g0, ref c0, ref s0);
            b0 = setup.StartIntercept - ((g0 - c0) / ((beta + Math.Sqrt(s0)) / alpha));
            time += weights[i];
        }

        void Step(double g, double value, ref double gradient, ref double center, ref double square)
        {
            double sigma = (Math.Sqrt(square + (g * g)) - Math.Sqrt(square)) / alpha;
            gradient += g;
            center += sigma * value;
            square += g * g;
        }
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(L2)]
    [DataRow(5.0)]
    public void Sgd_SparseRows_LazyStepsAreTheStepsOfEveryRow(double l2)
    {
        (LearnerSetup setup, double[][] z, double[] y, double[] weights) = Setup(l2);
        StreamingLearner learner = new AveragedSgd { LearningRate = 0.3 }.Start(setup);
        double norm = 1 + setup.Scaling.MeanNorm, turn = 10 * Math.Sqrt(norm * (1 + setup.Scaling.ActiveFeatures)), first = 0.3 / norm, rows = 0, b0 = setup.StartIntercept;
        double[] b = new double[Features], mean = new double[Features];
        double time = 0;
        for (int i = 0; i < Rows; i++)
        {
            double eta = b0, square = 1;
            for (int j = 0; j < Features; j++)
            {
                eta += b[j] * z[i][j];
                square += z[i][j] * z[i][j];
            }

            PreparedRow row = Row(z[i], out int[] indices, out double[] values);
            Assert.AreEqual(eta, learner.Predict(row), 1e-9, $"row {i}");
            double residual = y[i] - eta, step = first / Math.Sqrt(1 + (rows / turn)) * weights[i], taken = Math.Min(step, 1 / square) * residual;
            learner.Update(row, residual, weights[i]);
            b0 += taken;
            double weight = Math.Pow(time + step, 8) - Math.Pow(time, 8);
            for (int j = 0; j < Features; j++)
            {
                b[j] += taken * z[i][j];
                double begun = b[j];
                double l1 = setup.L1 * setup.L1Factor(j), shrink = setup.L2 * setup.L2Factor(j);
                double size = shrink > 0 ? ((Math.Abs(b[j]) + (l1 / shrink)) * Math.Exp(-step * shrink)) - (l1 / shrink) : Math.Abs(b[j]) - (step * l1);
                b[j] = Math.Sign(b[j]) * Math.Max(size, 0);
                mean[j] += weight * (begun + b[j]) / 2;
            }

            rows += weights[i];
            time += step;
        }

        var model = new double[Features];
        learner.Model(model);
        for (int j = 0; j < Features; j++)
        {
            // The mean of both ends stands for the time between two rows with a feature: exact to a few percent for rare features.
            double expected = mean[j] / Math.Pow(time, 8);
            Assert.IsTrue(model[j] == 0 || Math.Abs((model[j] / expected) - 1) < (j < 3 ? 0.02 : 0.25), $"the mean of feature {j} is {model[j]} for {expected}");
        }

        Assert.AreNotEqual(0, model[0]);

        Assert.AreEqual(b.Count(v => v != 0), learner.Now().Nonzeros);
        Assert.AreEqual(1, learner.Now().Penalty / b.Select((v, j) => setup.PenaltyOf(j, v)).Sum(), 1e-9);
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    public void Learner_BoundedCoefficients_StayWithinTheirBounds(string method)
    {
        TrainingProblem problem = StreamCase.Dense(500, 8, 3, classes: false);
        Penalty penalty = Penalties.ElasticNet(0.5) with { LowerBounds = [-0.2], UpperBounds = [0.3] };
        var trainer = new StreamingTrainer(Losses.Squared, penalty) { Method = StreamCase.Method(method), Options = new StreamingOptions { Passes = 30 } };
        Solution solution = trainer.Fit(RowSource.FromProblem(problem), 0.01).Solution;
        Assert.IsTrue(solution.Coefficients.All(b => b is >= -0.2 - 1e-9 and <= 0.3 + 1e-9));
        Assert.IsGreaterThan(0.29, solution.Coefficients.Max());
        Assert.IsLessThan(0.02, solution.DualityGap);
    }

    [TestMethod]
    public void Scaling_SparseAndDenseRows_AreTheSameNumbers()
    {
        var random = new Random(4);
        float[] dense = [.. Enumerable.Range(0, 60 * 7).Select(k => k % 7 == 3 ? 5 : random.NextDouble() < (k % 7 < 3 ? 0.9 : 0.3) ? (float)random.NextDouble() + 100 : 0)];
        double[] y = new double[60];
        RowSource rows = RowSource.FromMatrix(RowMatrix.FromRows(dense, 60, 7), y);
        RowSource sparse = RowSource.FromEnumerable(7, Enumerable.Range(0, 60).Select(i =>
        {
            int[] indices = [.. Enumerable.Range(0, 7).Where(j => dense[(i * 7) + j] != 0)];
            return new StreamRow(indices, indices.Select(j => dense[(i * 7) + j]).ToArray(), 0);
        }));
        RowScaling scaling = Scaling(rows), other = Scaling(sparse);
        using RowReader a = rows.Open(1), b = sparse.Open(1);
        while (a.Read() && b.Read())
        {
            PreparedRow left = scaling.Prepare(a), right = other.Prepare(b);
            CollectionAssert.AreEqual(Expand(left), Expand(right));
        }

        Assert.AreEqual(0, scaling.Scale(3), "a constant feature");

        static RowScaling Scaling(RowSource source)
        {
            var moments = new FeatureMoments(7);
            using RowReader reader = source.Open(0);
            while (reader.Read())
            {
                moments.Add(reader);
            }

            return new RowScaling(moments, sample: false, standardize: true, intercept: true);
        }

        static double[] Expand(PreparedRow row)
        {
            var all = new double[7];
            for (int k = 0; k < row.Z.Length; k++)
            {
                all[row.Indices[k]] = row.Z[k];
            }

            return all;
        }
    }

    [TestMethod]
    public void Moments_FeatureFarFromZero_LosesNoDigits()
    {
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, 1000).Select(i => i % 4 == 0 ? 0 : 1e6f + random.Next(8))];
        var moments = new FeatureMoments(1);
        using RowReader reader = RowSource.FromMatrix(RowMatrix.FromRows(x, 1000, 1), new double[1000], [.. x.Select((_, i) => 1.0 + (i % 3))]).Open(0);
        while (reader.Read())
        {
            moments.Add(reader);
        }

        double weight = x.Select((_, i) => 1.0 + (i % 3)).Sum(), mean = x.Select((v, i) => (1.0 + (i % 3)) * v).Sum() / weight;
        double variance = x.Select((v, i) => (1.0 + (i % 3)) * (v - mean) * (v - mean)).Sum() / weight;
        Moments result = moments.Of(0);
        Assert.AreEqual(mean, result.Mean, 1e-6);
        Assert.AreEqual(1, result.Deviation / Math.Sqrt(variance), 1e-12);
    }

    /// <summary>Rows of few of the features each, already of the size that steps want.</summary>
    private static (LearnerSetup Setup, double[][] Z, double[] Y, double[] Weights) Setup(double l2)
    {
        var random = new Random(2);
        var z = new double[Rows][];
        double[] y = new double[Rows], weights = new double[Rows];
        var moments = new FeatureMoments(Features);
        var responses = new ResponseStatistics(Losses.Squared);
        for (int i = 0; i < Rows; i++)
        {
            z[i] = [.. Enumerable.Range(0, Features).Select(j => random.NextDouble() < (j < 3 ? 0.4 : 0.05) ? random.NextDouble() + 0.5 : 0)];
            y[i] = z[i][0] - (2 * z[i][5]) + random.NextDouble();
            weights[i] = random.NextDouble() + 0.5;
            responses.Add(y[i], 0, weights[i]);
        }

        RowSource source = RowSource.FromMatrix(RowMatrix.FromRows([.. z.SelectMany(row => row).Select(v => (float)v)], Rows, Features), y);
        using RowReader reader = source.Open(0);
        while (reader.Read())
        {
            moments.Add(reader);
        }

        double lambda = L1 + l2;
        var scaling = new RowScaling(moments, sample: false, standardize: true, intercept: true);
        return (new LearnerSetup(Losses.Squared, Penalties.ElasticNet(L1 / lambda), lambda, scaling, responses, sample: false, intercept: true, start: null), z, y, weights);
    }

    private static PreparedRow Row(double[] dense, out int[] indices, out double[] values)
    {
        indices = [.. Enumerable.Range(0, dense.Length).Where(j => dense[j] != 0)];
        values = [.. indices.Select(j => dense[j])];
        return new PreparedRow(indices, values);
    }
}
