namespace Regularization;

/// <summary>A part of the lower triangle of a Gram matrix: rows From .. To, and of each what is left of the diagonal in columns RightFrom .. RightTo.</summary>
internal readonly record struct GramTile(int From, int To, int RightFrom, int RightTo)
{
    /// <summary>Rows of a tile; wider than high, so that every tile begins left of the diagonal.</summary>
    private const int Height = 128;
    private const int Width = 256;

    /// <summary>Tiles that cover the rows first .. size, the largest of them first.</summary>
    public static List<GramTile> Cover(int first, int size)
    {
        int heights = Parts(size - first, Height);
        List<GramTile> tiles = [];
        for (int i = heights - 1; i >= 0; i--)
        {
            int from = first + Cut(size - first, i, heights), to = first + Cut(size - first, i + 1, heights), widths = Parts(to, Width);
            for (int j = 0; j < widths; j++)
            {
                tiles.Add(new GramTile(from, to, Cut(to, j, widths), Cut(to, j + 1, widths)));
            }
        }

        return tiles;
    }

    private static int Parts(int length, int largest) => (length + largest - 1) / largest;

    private static int Cut(int length, int part, int parts) => (int)((long)length * part / parts);
}
