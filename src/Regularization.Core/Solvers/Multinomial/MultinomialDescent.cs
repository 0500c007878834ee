namespace Regularization;

/// <summary>Steps for many columns, without a matrix: each class by itself, all features of a group together, and Newton steps on the support.</summary>
internal sealed class MultinomialDescent(MultinomialContext context, MultinomialTerms terms, MultinomialPoint point)
{
    private const int Epochs = 3;
    private const double NearThreshold = 0.95;
    private const double LeastCurvature = 1e-9;
    private const double Forcing = 0.1;
    private const int MostIterations = 50;

    private readonly double[] _h = new double[context.Rows * context.Classes];
    private readonly double[] _u = new double[context.Rows * context.Classes];
    private readonly MultinomialScratch _scratch = new();
    private double _lipschitz = 0.5;

    /// <summary>
    /// Coordinate descent on the quadratic model of each class apart. Its weights are 2 w p (1 − p): diag(p) − pp' is at most twice its diagonal, so that
    /// the classes may move together.
    /// </summary>
    public bool ClassSteps(int[] columns, double[] gradient)
    {
        int n = context.Rows, m = columns.Length;
        double[] target = _scratch.Any(0, m * context.Classes), intercept = new double[context.Classes];
        point.Gather(columns, target);
        double[] l1 = [.. columns.Select(terms.L1)], l2 = [.. columns.Select(terms.L2)], inverse = [.. columns.Select(j => context.Design.InverseScale[j])];
        double[] lower = [.. columns.Select(j => context.Bounds(j).Lower)], upper = [.. columns.Select(j => context.Bounds(j).Upper)];
        point.Rows.Dual.CopyTo(_u, 0);
        context.ForEachClass(k =>
        {
            Memory<double> beta = target.AsMemory(k * m, m);
            int[] visit = [.. Enumerable.Range(0, m).Where(a => beta.Span[a] != 0 || Math.Abs(gradient[(k * m) + a]) >= NearThreshold * l1[a])];
            if (visit.Length == 0)
            {
                return;
            }

            Span<double> h = Weights(k);
            double sum = VectorMath.Sum(h), shift = 0;
            int[] visited = [.. visit.Select(a => columns[a])];
            double[] mean = new double[visit.Length], square = new double[visit.Length], center = new double[m], curvature = new double[m];
            if (context.Options.Intercept)
            {
                context.Design.X.Dot(visited, h, mean);
                VectorMath.Divide(mean, sum, mean);
            }

            context.Design.X.Square(visited, new RowWeights(h, 0, sum), mean, square);
            for (int i = 0; i < visit.Length; i++)
            {
                int a = visit[i];
                (center[a], curvature[a]) = (mean[i], square[i] * inverse[a] * inverse[a]);
            }

            double[] before = [.. beta.Span];
            var view = new CoordinateView
            {
                Visit = visit,
                Columns = columns,
                Center = center,
                InverseScale = inverse,
                Curvature = curvature,
                L1 = l1,
                L2 = l2,
                Lower = lower,
                Upper = upper,
                Beta = beta.Span,
            };
            var progress = new EpochProgress { MaxEpochs = Epochs };
            context.Design.X.CoordinateDescent(new RowWeights(h, 0, sum), _u.AsSpan(k * n, n), ref shift, view, ref progress);
            for (int i = 0; i < visit.Length && context.Options.Intercept; i++)
            {
                int a = visit[i];
                intercept[k] += (beta.Span[a] - before[a]) * inverse[a] * (context.Design.Center[columns[a]] - center[a]);
            }
        });
        return point.TryMove(columns, target, intercept, gradient);
    }

    /// <summary>A proximal gradient step over whole groups.</summary>
    public bool GroupSteps(int[] columns, double[] gradient)
    {
        int m = columns.Length, classes = context.Classes;
        double[] start = _scratch.Any(0, m * classes), target = _scratch.Any(1, start.Length), none = new double[classes];
        point.Gather(columns, start);
        Span<double> row = stackalloc double[classes];
        double lipschitz = _lipschitz;
        for (int attempt = 0; attempt < 30; attempt++, lipschitz *= 2)
        {
            for (int a = 0; a < m; a++)
            {
                for (int k = 0; k < classes; k++)
                {
                    row[k] = start[(k * m) + a] + (gradient[(k * m) + a] / lipschitz);
                }

                double norm = MultinomialTerms.Norm(row), shrink = norm > 0 ? Math.Max(0, 1 - (terms.L1(columns[a]) / lipschitz / norm)) / (1 + (terms.L2(columns[a]) / lipschitz)) : 0;
                for (int k = 0; k < classes; k++)
                {
                    target[(k * m) + a] = shrink * row[k];
                }
            }

            if (point.TryMove(columns, target, none, gradient, halvings: 0))
            {
                _lipschitz = 0.7 * lipschitz;
                return true;
            }
        }

        return false;
    }

    /// <summary>A Newton step of the coefficients that are not 0, by conjugate gradients with the whole second derivative.</summary>
    public bool NewtonStep(int[] columns, double[] gradient)
    {
        int m = columns.Length, classes = context.Classes, count = m * classes, size = count + classes;
        double[] beta = _scratch.Any(0, count);
        point.Gather(columns, beta);
        double[] norms = Norms(beta, m), r = _scratch.Zeros(1, size), diagonal = _scratch.Zeros(2, size), x = _scratch.Zeros(3, size), z = _scratch.Any(4, size), d = _scratch.Any(5, size), image = _scratch.Zeros(6, size);
        bool[] isFree = new bool[size];
        for (int i = 0; i < count; i++)
        {
            int j = columns[i % m];
            double norm = norms[i % m], l1 = terms.L1(j);
            isFree[i] = context.IsEligible(j) && (l1 == 0 || (context.IsGrouped ? norm > 0 : beta[i] != 0));
            if (isFree[i])
            {
                double slope = gradient[i] - (terms.L2(j) * beta[i]) - (l1 == 0 ? 0 : context.IsGrouped ? l1 * beta[i] / norm : l1 * Math.Sign(beta[i]));
                (double lower, double upper) = context.Bounds(j);
                isFree[i] = slope < 0 ? beta[i] > lower : beta[i] < upper;      // what presses against its bound stays there
                r[i] = isFree[i] ? slope : 0;
            }
        }

        Diagonal(columns, isFree, diagonal);
        for (int i = 0; i < count; i++)
        {
            int j = columns[i % m];
            diagonal[i] += terms.L2(j) + (context.IsGrouped && norms[i % m] > 0 ? terms.L1(j) / norms[i % m] : 0);
        }

        Precondition();
        z.CopyTo(d, 0);
        double rz = VectorMath.Dot(r, z), least = Forcing * Forcing * rz;
        for (int iteration = 0; iteration < MostIterations && rz > least && rz > 0; iteration++)
        {
            Multiply();
            double curvature = VectorMath.Dot(d, image);
            if (!(curvature > 0))
            {
                break;
            }

            VectorMath.MultiplyAdd(d, rz / curvature, x, x);
            VectorMath.MultiplyAdd(image, -rz / curvature, r, r);
            Precondition();
            double next = VectorMath.Dot(r, z);
            VectorMath.MultiplyAdd(d, next / rz, z, d);
            rz = next;
        }

        return Move();

        void Precondition()
        {
            for (int i = 0; i < size; i++)
            {
                z[i] = diagonal[i] > 0 && (i >= count || isFree[i]) ? r[i] / diagonal[i] : 0;
            }
        }

        void Multiply()
        {
            context.Predict(columns, d, d.AsMemory(count), _u);
            Curve(_u);
            context.Gradient(columns, _u, image);
            for (int k = 0; k < classes; k++)
            {
                image[count + k] = context.Options.Intercept ? VectorMath.Sum(_u.AsSpan(k * context.Rows, context.Rows)) : 0;
            }

            for (int a = 0; a < m; a++)
            {
                double l1 = terms.L1(columns[a]), l2 = terms.L2(columns[a]), pull = context.IsGrouped && norms[a] > 0 ? l1 / norms[a] : 0, along = 0;
                for (int i = a; i < count && pull > 0; i += m)
                {
                    along += beta[i] * d[i];
                }

                for (int i = a; i < count; i += m)
                {
                    image[i] = isFree[i] ? image[i] + ((l2 + pull) * d[i]) - (pull > 0 ? pull * along * beta[i] / (norms[a] * norms[a]) : 0) : 0;
                }
            }
        }

        bool Move()
        {
            Span<double> target = z.AsSpan(0, count);       // of no more use
            for (int i = 0; i < count; i++)
            {
                int j = columns[i % m];
                (double lower, double upper) = context.Bounds(j);
                double end = Math.Clamp(beta[i] + x[i], lower, upper);
                target[i] = !context.IsGrouped && terms.L1(j) > 0 && end * beta[i] < 0 ? 0 : end;
            }

            for (int a = 0; a < m && context.IsGrouped; a++)
            {
                StopAtZero(target, beta, a, m, terms.L1(columns[a]));
            }

            return point.TryMove(columns, target, x[count..], gradient, halvings: 5);
        }
    }

    /// <summary>Sets a group to 0 that a step would carry past it: there the norm has its kink.</summary>
    public static void StopAtZero(Span<double> target, ReadOnlySpan<double> before, int group, int stride, double l1)
    {
        double along = 0;
        for (int i = group; i < target.Length; i += stride)
        {
            along += target[i] * before[i];
        }

        for (int i = group; i < target.Length && along < 0 && l1 > 0; i += stride)
        {
            target[i] = 0;
        }
    }

    /// <summary>2 w p (1 − p) of a class, never quite 0.</summary>
    private Span<double> Weights(int k)
    {
        int n = context.Rows;
        Span<double> h = _h.AsSpan(k * n, n);
        ReadOnlySpan<double> p = point.Rows.P.AsSpan(k * n, n);
        VectorMath.Subtract(p, 1, h);
        VectorMath.Multiply(h, p, h);
        VectorMath.Multiply(h, -2, h);
        VectorMath.Max(h, LeastCurvature, h);
        VectorMath.Multiply(h, context.Design.W, h);
        return h;
    }

    private double[] Norms(double[] beta, int m)
    {
        double[] norms = new double[m];
        for (int i = 0; i < beta.Length && context.IsGrouped; i++)
        {
            norms[i % m] += beta[i] * beta[i];
        }

        VectorMath.Sqrt(norms, norms);
        return norms;
    }

    private void Diagonal(int[] columns, bool[] isFree, double[] diagonal)
    {
        int m = columns.Length, count = m * context.Classes;
        context.ForEachClass(k =>
        {
            Span<double> h = Weights(k);
            VectorMath.Divide(h, 2, h);
            double sum = VectorMath.Sum(h);
            int[] free = [.. Enumerable.Range(0, m).Where(a => isFree[(k * m) + a])];
            int[] own = [.. free.Select(a => columns[a])];
            double[] center = [.. own.Select(j => context.Design.Center[j])], square = new double[own.Length];
            context.Design.X.Square(own, new RowWeights(h, 0, sum), center, square);
            for (int i = 0; i < free.Length; i++)
            {
                double inverse = context.Design.InverseScale[own[i]];
                diagonal[(k * m) + free[i]] = square[i] * inverse * inverse;
            }

            diagonal[count + k] = context.Options.Intercept ? sum : 0;
        });
    }

    /// <summary>v_ik = w_i p_ik (v_ik − Σ_l p_il v_il).</summary>
    private void Curve(double[] v)
    {
        const int Block = 1024;
        int n = context.Rows;
        double[] p = point.Rows.P;
        ParallelWork.Each((long)n * context.Classes < 20_000 ? 1 : context.Threads, (n + Block - 1) / Block, block =>
        {
            int from = block * Block, length = Math.Min(Block, n - from);
            Span<double> mean = stackalloc double[length];
            mean.Clear();
            for (int k = 0; k < context.Classes; k++)
            {
                VectorMath.MultiplyAdd(p.AsSpan((k * n) + from, length), v.AsSpan((k * n) + from, length), mean, mean);
            }

            for (int k = 0; k < context.Classes; k++)
            {
                Span<double> own = v.AsSpan((k * n) + from, length);
                VectorMath.Subtract(own, mean, own);
                VectorMath.Multiply(own, p.AsSpan((k * n) + from, length), own);
                VectorMath.Multiply(own, context.Design.W.AsSpan(from, length), own);
            }
        });
    }
}
