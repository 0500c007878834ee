namespace Regularization;

/// <summary>The memory that training a network takes at least.</summary>
internal static class NetworkMemory
{
    /// <summary>Refuses layers that the process has no memory for, before an array is made: weights, the best of them, and the optimiser's moments; gradients but for the first layer, which needs few for sparse rows.</summary>
    /// <param name="optimizer">It says which moments there are.</param>
    /// <param name="sizes">The inputs, the neurons of each hidden layer, and the outputs.</param>
    /// <exception cref="ArgumentException">It takes more than there is.</exception>
    public static void Require(Optimizer optimizer, int[] sizes) => Require(optimizer, sizes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    internal static void Require(Optimizer optimizer, int[] sizes, long available)
    {
        int copies = 2 + Enumerable.Range(0, 3).Count(optimizer.Keeps);
        double bytes = 0;
        for (int l = 0; l + 1 < sizes.Length; l++)
        {
            bytes += sizeof(float) * (double)sizes[l] * sizes[l + 1] * (copies + (l > 0 ? 1 : 0));
        }

        RequireAvailable(bytes, available, $"The layers {string.Join("-", sizes)} (inputs, hidden neurons, outputs) take", $"for weights, gradients and the moments of {optimizer.Name}", "Use fewer hidden neurons, or fewer features.");
    }

    /// <summary>Refuses a batch that the process has no memory for: what each layer puts out, and its gradient.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Rows.</param>
    /// <exception cref="ArgumentException">It takes more than there is.</exception>
    public static void RequireBatch(Network network, int batch) => RequireBatch(network, batch, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    internal static void RequireBatch(Network network, int batch, long available) => RequireAvailable(
        2.0 * sizeof(float) * batch * network.LayerArray.Sum(l => (double)l.Outputs),
        available,
        $"A batch of {batch} rows takes",
        $"for the values of the layers {network.Inputs}-{string.Join("-", network.LayerArray.Select(l => l.Outputs))} (inputs, hidden neurons, outputs) and their gradients",
        "Use a smaller BatchSize, or fewer hidden neurons.");

    private static void RequireAvailable(double bytes, long available, string what, string why, string wayOut)
    {
        if (bytes > available)
        {
            throw new ArgumentException(FormattableString.Invariant($"{what} about {bytes:n0} bytes ({bytes / 1e9:n0} GB) {why}; the process may use {available / 1e9:n0} GB. {wayOut}"));
        }
    }
}
