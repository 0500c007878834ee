namespace Regularization.Tool;

/// <summary>The features that one column of the input becomes, with what the model must keep of it.</summary>
/// <param name="input">How a cell of the column becomes these features.</param>
internal abstract class FeatureBlock(ModelInput input)
{
    public ModelInput Input { get; } = input;

    public int Count => Input.FeatureCount;

    /// <summary>The entries that are not 0.</summary>
    public abstract long Nonzeros { get; }

    /// <summary>Writes all columns of the block.</summary>
    public abstract void WriteTo(DesignWriter writer);

    /// <summary>Puts blocks side by side.</summary>
    public static DesignMatrix Join(int rows, IReadOnlyList<FeatureBlock> blocks)
    {
        DesignWriter writer = DesignWriter.For(rows, blocks.Sum(block => block.Count), blocks.Sum(block => block.Nonzeros));
        foreach (FeatureBlock block in blocks)
        {
            block.WriteTo(writer);
        }

        return writer.Finish();
    }
}
