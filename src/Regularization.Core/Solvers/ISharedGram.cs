namespace Regularization;

/// <summary>Products of columns that several fits share.</summary>
internal interface ISharedGram
{
    /// <summary>As <see cref="WeightedGram.Cross(StandardizedDesign, int[], int, double[], Memory{double}, int)"/> with the design's own weights; false, and anything in <paramref name="gram"/>, where some column cannot be had so.</summary>
    bool TryCross(StandardizedDesign design, int[] columns, int first, Memory<double> gram, int stride);
}
