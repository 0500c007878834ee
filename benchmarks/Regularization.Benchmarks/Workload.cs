using System.Runtime.InteropServices;
using System.Text.Json;

namespace Regularization.Benchmarks;

/// <summary>
/// A problem as a folder of raw little-endian arrays, so that any language reads the same numbers: meta.json (name, n, p, sparse, task, lmr),
/// X.f32 (dense, column-major) or indptr.i64, indices.i32, data.f32 (CSC), y.f64. See benchmarks/README.md.
/// </summary>
internal sealed class Workload
{
    private Workload(string name, string task, double lambdaRatio, TrainingProblem problem) =>
        (Name, Loss, LambdaRatio, Problem) = (name, task == "gaussian" ? Losses.Squared : Losses.Logistic, lambdaRatio, problem);

    public string Name { get; }

    public Loss Loss { get; }

    public TrainingProblem Problem { get; }

    private double LambdaRatio { get; }

    public static Workload Read(string folder)
    {
        using JsonDocument meta = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "meta.json")));
        JsonElement root = meta.RootElement;
        int n = root.GetProperty("n").GetInt32(), p = root.GetProperty("p").GetInt32();
        DesignMatrix x = root.GetProperty("sparse").GetBoolean()
            ? DesignMatrix.FromCompressedColumns(n, Raw<long>(folder, "indptr.i64"), Raw<int>(folder, "indices.i32"), Raw<float>(folder, "data.f32"))
            : DesignMatrix.FromColumns(Raw<float>(folder, "X.f32"), n, p);
        return new Workload(root.GetProperty("name").GetString()!, root.GetProperty("task").GetString()!, root.GetProperty("lmr").GetDouble(), new TrainingProblem(x, Raw<double>(folder, "y.f64")));
    }

    /// <summary>lmax · geomspace(1, lmr, count) with lmax = max |X'(y − mean y)| / n.</summary>
    public double[] Lambdas(int count)
    {
        double mean = 0;
        foreach (double y in Problem.Y)
        {
            mean += y / Problem.X.Rows;
        }

        double[] centered = new double[Problem.X.Rows], products = new double[Problem.X.Columns];
        for (int i = 0; i < centered.Length; i++)
        {
            centered[i] = Problem.Y[i] - mean;
        }

        Problem.X.Dot([.. Enumerable.Range(0, products.Length)], centered, products);
        double largest = products.Max(Math.Abs) / centered.Length;
        return [.. Enumerable.Range(0, count).Select(k => largest * Math.Pow(LambdaRatio, count == 1 ? 0 : k / (count - 1.0)))];
    }

    /// <summary>Writes a path as lambda.f64, intercept.f64 and the coefficients as CSC, p x lambdas: beta.indptr.i64, beta.indices.i32, beta.data.f64.</summary>
    public static void Write(RegularizationPath path, string folder)
    {
        Directory.CreateDirectory(folder);
        void Raw<T>(string name, IEnumerable<T> values)
            where T : unmanaged => File.WriteAllBytes(Path.Combine(folder, name), MemoryMarshal.AsBytes<T>(values.ToArray()).ToArray());
        Raw("lambda.f64", path.Select(s => s.Lambda));
        Raw("intercept.f64", path.Select(s => s.Intercept));
        Raw("beta.indices.i32", path.SelectMany(s => s.Coefficients.Indices.ToArray()));
        Raw("beta.data.f64", path.SelectMany(s => s.Coefficients.Values.ToArray()));
        long[] starts = new long[path.Count + 1];
        for (int k = 0; k < path.Count; k++)
        {
            starts[k + 1] = starts[k] + path[k].NonzeroCount;
        }

        Raw("beta.indptr.i64", starts);
    }

    private static T[] Raw<T>(string folder, string name)
        where T : unmanaged
    {
        using FileStream file = File.OpenRead(Path.Combine(folder, name));
        var values = new T[file.Length / Marshal.SizeOf<T>()];
        ReadAll(file, values);
        return values;
    }

    private static void ReadAll<T>(FileStream file, T[] values)
        where T : unmanaged
    {
        // A span of bytes ends at 2 GB; arrays of wider types do not.
        const int Block = 1 << 24;
        for (int start = 0; start < values.Length; start += Block)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(Block, values.Length - start))));
        }
    }
}
