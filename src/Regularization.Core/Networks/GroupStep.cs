using System.Numerics;

namespace Regularization;

/// <summary>
/// The proximal step of a group penalty: for each neuron, u being its incoming weights after the optimiser's update and s_i the step that this took for
/// weight i, the w that minimises Σ (w_i − u_i)² / (2 s_i) + τ ‖w‖₂. So it has the fixed points of the objective whatever the steps are.
/// </summary>
/// <remarks>
/// w = 0 if Σ (u_i / (s_i τ))² ≤ 1. Else w_i = u_i ν / (ν + s_i τ), where ν = ‖w‖ solves φ(ν) = Σ (u_i / (ν + s_i τ))² = 1. With one step for all this is the
/// group soft threshold. Newton's method on φ^−½, which grows and is concave: from the first iterate on it ascends to the solution, in two or three passes
/// over the weights. Where an L2 penalty has shrunk u by 1 / (1 + s_i p) before, s_i / (1 + s_i p) in place of s_i makes both together their joint step.
/// The order of sums does not depend on which neurons are taken together.
/// </remarks>
internal sealed class GroupStep(NetworkLayer layer, bool isScaled)
{
    /// <summary>Neurons taken together: a row of them fills a few cache lines, and all rows the nearer caches.</summary>
    private const int Block = 64;

    private const int MostIterations = 40;

    /// <summary>A relative change of ‖w‖ that float32 weights do not tell.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>In place of s τ = 0.</summary>
    private const float LeastThreshold = 1e-30f;

    private readonly float[] _thresholds = isScaled ? new float[layer.W.Length] : [];

    /// <summary>Applies it to neurons first .. last. Threads may share the neurons out.</summary>
    /// <param name="step">The update made, with the L2 penalty in it.</param>
    /// <param name="second">The second moments that its steps are scaled by, as they are after the update; empty for a rule without.</param>
    /// <param name="strength">τ for a step of the size of the rule.</param>
    /// <param name="first">The first neuron.</param>
    /// <param name="last">One past the last.</param>
    public void Apply(in OptimizerStep step, ReadOnlySpan<float> second, float strength, int first, int last)
    {
        for (int from = first; from < last; from += Block)
        {
            int to = Math.Min(last, from + Block);
            if (second.IsEmpty)
            {
                Uniform(step.LearningRate * strength / (1 + ((double)step.LearningRate * step.ProxL2)), from, to);
            }
            else
            {
                Scaled(step, second, strength, from, to);
            }
        }
    }

    private void Uniform(double threshold, int from, int to)
    {
        int count = to - from, width = layer.Outputs;
        Span<double> squares = stackalloc double[count];
        squares.Clear();
        for (int at = from; at < layer.W.Length; at += width)
        {
            ColumnSums.AddSquares(layer.W.AsSpan(at, count), squares);
        }

        Span<float> scales = stackalloc float[count];
        for (int k = 0; k < count; k++)
        {
            double norm = Math.Sqrt(squares[k]);
            scales[k] = norm <= threshold ? 0 : (float)(1 - (threshold / norm)); // NaN goes on
        }

        for (int at = from; at < layer.W.Length; at += width)
        {
            Span<float> row = layer.W.AsSpan(at, count);
            System.Numerics.Tensors.TensorPrimitives.Multiply(row, scales, row);
        }
    }

    private void Scaled(in OptimizerStep step, ReadOnlySpan<float> second, float strength, int from, int to)
    {
        int count = to - from, width = layer.Outputs;
        Span<double> squares = stackalloc double[count], cubes = stackalloc double[count];
        Span<float> norms = stackalloc float[count];
        Span<bool> isDone = stackalloc bool[count];
        squares.Clear();
        for (int at = from; at < layer.W.Length; at += width)
        {
            Thresholds(step, second.Slice(at, count), strength, _thresholds.AsSpan(at, count));
            ColumnSums.AddSquares(layer.W.AsSpan(at, count), squares);
        }

        // ‖u‖ is beyond the solution, and near it where the penalty does little in a step. Of a neuron at 0 nothing can come.
        int left = count;
        for (int k = 0; k < count; k++)
        {
            norms[k] = (float)Math.Sqrt(squares[k]);
            isDone[k] = !(norms[k] > 0) || !float.IsFinite(norms[k]);
            norms[k] = norms[k] == 0 ? 1 : norms[k];
            left -= isDone[k] ? 1 : 0;
        }

        for (int iteration = 0; left > 0 && iteration < MostIterations; iteration++)
        {
            squares.Clear();
            cubes.Clear();
            for (int at = from; at < layer.W.Length; at += width)
            {
                AddShares(layer.W.AsSpan(at, count), _thresholds.AsSpan(at, count), norms, squares, cubes);
            }

            for (int k = 0; k < count; k++)
            {
                if (!isDone[k])
                {
                    isDone[k] = Advance(squares[k], cubes[k], ref norms[k]);
                    left -= isDone[k] ? 1 : 0;
                }
            }
        }

        for (int at = from; at < layer.W.Length; at += width)
        {
            Shrink(layer.W.AsSpan(at, count), _thresholds.AsSpan(at, count), norms);
        }
    }

    /// <summary>One step of Newton's method; whether it was the last.</summary>
    private static bool Advance(double squares, double cubes, ref float norm)
    {
        if (norm == 0 && squares <= 1)
        {
            return true;
        }

        double next = norm + (((squares * Math.Sqrt(squares)) - squares) / cubes);
        if (!double.IsFinite(next))
        {
            return true; // what is not finite is found at the end of the epoch
        }

        bool isNear = Math.Abs(next - norm) <= Tolerance * Math.Abs(next);
        norm = (float)Math.Max(next, 0);
        return isNear;
    }

    /// <summary>s τ for each weight of a row.</summary>
    private static void Thresholds(in OptimizerStep step, ReadOnlySpan<float> second, float strength, Span<float> result)
    {
        int k = 0;
        for (; k <= second.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            Of(step, new Vector<float>(second[k..]), strength).CopyTo(result[k..]);
        }

        for (; k < second.Length; k++)
        {
            result[k] = Of(step, new Vector<float>(second[k]), strength)[0];
        }

        static Vector<float> Of(in OptimizerStep step, Vector<float> second, float strength)
        {
            Vector<float> size = new Vector<float>(step.LearningRate) / ((step.SecondScale * Vector.SquareRoot(second)) + new Vector<float>(step.Epsilon));
            return Vector.Max(strength * size / (Vector<float>.One + (step.ProxL2 * size)), new Vector<float>(LeastThreshold));
        }
    }

    /// <summary>squares[k] += (u / (ν + t))², cubes[k] += u² / (ν + t)³, with the t of the weight and the ν of the neuron.</summary>
    private static void AddShares(ReadOnlySpan<float> u, ReadOnlySpan<float> thresholds, ReadOnlySpan<float> norms, Span<double> squares, Span<double> cubes)
    {
        int k = 0;
        for (; k <= u.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            Vector<float> inverse = Vector<float>.One / (new Vector<float>(norms[k..]) + new Vector<float>(thresholds[k..]));
            Vector<float> share = new Vector<float>(u[k..]) * inverse, square = share * share;
            ColumnSums.Add(square, squares[k..]);
            ColumnSums.Add(square * inverse, cubes[k..]);
        }

        for (; k < u.Length; k++)
        {
            float inverse = 1 / (norms[k] + thresholds[k]), share = u[k] * inverse, square = share * share;
            squares[k] += square;
            cubes[k] += square * inverse;
        }
    }

    /// <summary>w := u ν / (ν + t).</summary>
    private static void Shrink(Span<float> w, ReadOnlySpan<float> thresholds, ReadOnlySpan<float> norms)
    {
        int k = 0;
        for (; k <= w.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            Vector<float> norm = new(norms[k..]);
            (new Vector<float>(w[k..]) * (norm / (norm + new Vector<float>(thresholds[k..])))).CopyTo(w[k..]);
        }

        for (; k < w.Length; k++)
        {
            w[k] *= norms[k] / (norms[k] + thresholds[k]);
        }
    }
}
