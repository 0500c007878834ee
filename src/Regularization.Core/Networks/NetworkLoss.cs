using System.Numerics.Tensors;

namespace Regularization;

/// <summary>
/// A loss of a network's outputs, averaged over the rows with their weights: Σ_i w_i loss(y_i, f_i) / Σ_i w_i. A batch of m rows has for Σ_i w_i m times the
/// mean weight of all training rows, so that rows keep their weight however batches are made.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// NetworkLoss loss = NetworkLosses.CrossEntropy;
/// Console.WriteLine($"{loss.Name}, judged by {loss.Metric}");
/// </code>
/// </example>
/// </remarks>
public abstract class NetworkLoss
{
    private protected NetworkLoss()
    {
    }

    /// <summary>The name, in lower case.</summary>
    public abstract string Name { get; }

    /// <summary>The name of the metric reported beside the loss: <c>accuracy</c> or <c>rmse</c>.</summary>
    public abstract string Metric { get; }

    /// <summary>The number of outputs for responses: the number of classes for the cross-entropy, else 1.</summary>
    /// <param name="y">Responses.</param>
    /// <exception cref="ArgumentException">A response is not allowed for this loss; the message names it.</exception>
    public abstract int OutputsFor(ReadOnlySpan<float> y);

    /// <summary>
    /// For some rows of a batch: Σ_i w_i loss_i (not divided), the gradient of the batch's mean with respect to the outputs, written over the outputs, and Σ_i w_i metric_i.
    /// </summary>
    /// <param name="outputs">Rows x outputs, by rows; overwritten by the gradient if <paramref name="withGradient"/>, else by anything.</param>
    /// <param name="y">Responses; class numbers 0 .. K − 1 for classes.</param>
    /// <param name="weights">Row weights.</param>
    /// <param name="total">What the gradient is divided by: the rows of the batch times the mean weight of all rows that are trained on.</param>
    /// <param name="smoothing">Label smoothing in [0, 1), for classes.</param>
    /// <param name="withGradient">Whether the gradient is wanted.</param>
    /// <param name="metric">Σ_i w_i metric_i.</param>
    internal abstract double Evaluate(Span<float> outputs, ReadOnlySpan<float> y, ReadOnlySpan<float> weights, float total, float smoothing, bool withGradient, out double metric);

    /// <summary>The number of outputs that responses to judge by need at least: there may be fewer classes among them than among those to train on.</summary>
    internal virtual int OutputsAtLeast(ReadOnlySpan<float> y) => OutputsFor(y);

    /// <summary>The number of classes of a network with so many outputs; 0 in regression.</summary>
    internal virtual int ClassesOf(int outputs) => 0;

    /// <summary>Whether there is an output for each class, and not just one.</summary>
    internal virtual bool NeedsClasses => false;

    /// <summary>From scores, rows x outputs, to predictions, in place: means and probabilities.</summary>
    internal virtual void Link(Span<float> scores, int outputs)
    {
    }

    /// <summary>From the mean of metric values over all rows to the metric: the root for the RMSE.</summary>
    internal virtual double MetricOf(double mean) => mean;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Losses of one output.</summary>
    internal abstract class Single : NetworkLoss
    {
        public override string Metric => "rmse";

        public override int OutputsFor(ReadOnlySpan<float> y) => 1;

        /// <summary>The loss, its derivative with respect to the output, and the metric, of one row.</summary>
        protected abstract (double Loss, double Derivative, double Metric) Of(double output, double y, double smoothing);

        internal override double Evaluate(Span<float> outputs, ReadOnlySpan<float> y, ReadOnlySpan<float> weights, float total, float smoothing, bool withGradient, out double metric)
        {
            double sum = 0;
            metric = 0;
            for (int i = 0; i < y.Length; i++)
            {
                (double loss, double derivative, double one) = Of(outputs[i], y[i], smoothing);
                sum += weights[i] * loss;
                metric += weights[i] * one;
                if (withGradient)
                {
                    outputs[i] = (float)(weights[i] * derivative / total);
                }
            }

            return sum;
        }
    }

    internal sealed class Squared : Single
    {
        public override string Name => "squared";

        internal override double MetricOf(double mean) => Math.Sqrt(mean);

        protected override (double Loss, double Derivative, double Metric) Of(double output, double y, double smoothing) =>
            ((output - y) * (output - y) / 2, output - y, (output - y) * (output - y));
    }

    internal sealed class Huber(double delta) : Single
    {
        public override string Name => "huber";

        internal override double MetricOf(double mean) => Math.Sqrt(mean);

        protected override (double Loss, double Derivative, double Metric) Of(double output, double y, double smoothing)
        {
            double r = output - y, size = Math.Abs(r);
            return size <= delta ? (r * r / 2, r, r * r) : (delta * (size - (delta / 2)), r > 0 ? delta : r < 0 ? -delta : r, r * r); // NaN is neither
        }
    }

    internal sealed class Poisson : Single
    {
        public override string Name => "poisson";

        internal override double MetricOf(double mean) => Math.Sqrt(mean);

        internal override void Link(Span<float> scores, int outputs) => TensorPrimitives.Exp(scores, scores);

        public override int OutputsFor(ReadOnlySpan<float> y)
        {
            for (int i = 0; i < y.Length; i++)
            {
                if (!(y[i] >= 0))
                {
                    throw new ArgumentException($"The response of row {i} is {y[i]}; the Poisson loss needs counts, not negative.", nameof(y));
                }
            }

            return 1;
        }

        protected override (double Loss, double Derivative, double Metric) Of(double output, double y, double smoothing)
        {
            double mean = Math.Exp(output);
            return (mean - (y * output), mean - y, (mean - y) * (mean - y));
        }
    }

    internal sealed class Logistic : Single
    {
        public override string Name => "logistic";

        public override string Metric => "accuracy";

        internal override int ClassesOf(int outputs) => 2;

        internal override void Link(Span<float> scores, int outputs) => TensorPrimitives.Sigmoid<float>(scores, scores);

        public override int OutputsFor(ReadOnlySpan<float> y)
        {
            for (int i = 0; i < y.Length; i++)
            {
                if (y[i] is not (0 or 1))
                {
                    throw new ArgumentException($"The response of row {i} is {y[i]}; the logistic loss needs classes written as 0 and 1.", nameof(y));
                }
            }

            return 1;
        }

        protected override (double Loss, double Derivative, double Metric) Of(double output, double y, double smoothing)
        {
            double target = (y * (1 - smoothing)) + (smoothing / 2), tail = Math.Exp(-Math.Abs(output));
            double p = output >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
            return (Math.Max(output, 0) + Math.Log(1 + tail) - (target * output), p - target, (output > 0) == (y > 0.5) ? 1 : 0);
        }
    }

    internal sealed class CrossEntropy : NetworkLoss
    {
        private const int MostClasses = 100_000;

        public override string Name => "cross-entropy";

        public override string Metric => "accuracy";

        internal override bool NeedsClasses => true;

        internal override int ClassesOf(int outputs) => outputs;

        internal override void Link(Span<float> scores, int outputs)
        {
            for (int at = 0; at < scores.Length; at += outputs)
            {
                Span<float> row = scores.Slice(at, outputs);
                TensorPrimitives.Subtract(row, TensorPrimitives.Max<float>(row), row); // or e^f could leave the range of numbers
                TensorPrimitives.SoftMax<float>(row, row);
            }
        }

        public override int OutputsFor(ReadOnlySpan<float> y)
        {
            int classes = OutputsAtLeast(y);
            return classes >= 2 ? classes : throw new ArgumentException("All responses are class 0; the cross-entropy needs at least two classes.", nameof(y));
        }

        internal override int OutputsAtLeast(ReadOnlySpan<float> y)
        {
            int classes = 0;
            for (int i = 0; i < y.Length; i++)
            {
                if (!(y[i] >= 0 && y[i] == MathF.Floor(y[i]) && y[i] < MostClasses))
                {
                    throw new ArgumentException(FormattableString.Invariant($"The response of row {i} is {y[i]}; the cross-entropy needs class numbers 0, 1, 2, ..., below {MostClasses}."), nameof(y));
                }

                classes = Math.Max(classes, (int)y[i] + 1);
            }

            return classes;
        }

        internal override double Evaluate(Span<float> outputs, ReadOnlySpan<float> y, ReadOnlySpan<float> weights, float total, float smoothing, bool withGradient, out double metric)
        {
            int classes = outputs.Length / y.Length;
            double sum = 0;
            metric = 0;
            for (int i = 0; i < y.Length; i++)
            {
                Span<float> row = outputs.Slice(i * classes, classes);
                float most = TensorPrimitives.Max<float>(row), own = row[(int)y[i]] - most;
                metric += TensorPrimitives.IndexOfMax<float>(row) == (int)y[i] ? weights[i] : 0; // of equal scores the first, as argmax has it
                TensorPrimitives.Subtract(row, most, row);
                sum -= weights[i] * ((1 - smoothing) * (double)own);
                if (smoothing > 0)
                {
                    sum -= weights[i] * (smoothing * (double)TensorPrimitives.Sum<float>(row) / classes);
                }
            }

            TensorPrimitives.Exp(outputs, outputs); // of all rows at once: they are short
            for (int i = 0; i < y.Length; i++)
            {
                Span<float> row = outputs.Slice(i * classes, classes);
                float normalizer = TensorPrimitives.Sum<float>(row);
                sum += weights[i] * Math.Log(normalizer);
                if (withGradient)
                {
                    float scale = weights[i] / total;
                    TensorPrimitives.Multiply(row, scale / normalizer, row);
                    if (smoothing > 0)
                    {
                        TensorPrimitives.Subtract(row, scale * smoothing / classes, row);
                    }

                    row[(int)y[i]] -= scale * (1 - smoothing);
                }
            }

            return sum;
        }
    }
}

/// <summary>The losses that networks are trained with.</summary>
/// <remarks>
/// <example>See <see cref="NetworkLoss"/>.</example>
/// </remarks>
public static class NetworkLosses
{
    /// <summary>(f − y)² / 2.</summary>
    public static NetworkLoss Squared { get; } = new NetworkLoss.Squared();

    /// <summary>log(1 + exp(f)) − y f for classes y in {0, 1}.</summary>
    public static NetworkLoss Logistic { get; } = new NetworkLoss.Logistic();

    /// <summary>log Σ_k exp(f_k) − f_y for class numbers y.</summary>
    public static NetworkLoss CrossEntropy { get; } = new NetworkLoss.CrossEntropy();

    /// <summary>exp(f) − y f for counts y.</summary>
    public static NetworkLoss Poisson { get; } = new NetworkLoss.Poisson();

    /// <summary>(f − y)²/2 where |f − y| ≤ δ, else δ (|f − y| − δ/2).</summary>
    /// <param name="delta">δ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">δ is not positive and finite.</exception>
    public static NetworkLoss Huber(double delta = 1) => new NetworkLoss.Huber(Check.Positive(delta, "Delta"));
}
