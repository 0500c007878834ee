using Spectre.Console.Rendering;

namespace Regularization.Tool;

/// <summary>Something without its blank lines and without the spaces at the ends of its lines, which would show in a file.</summary>
internal sealed class Trimmed(IRenderable inner) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (SegmentLine line in Segment.SplitLines(inner.Render(options, maxWidth)))
        {
            int end = line.Count;
            while (end > 0 && string.IsNullOrWhiteSpace(line[end - 1].Text))
            {
                end--;
            }

            for (int k = 0; k < end; k++)
            {
                yield return k < end - 1 ? line[k] : new Segment(line[k].Text.TrimEnd(), line[k].Style);
            }

            if (end > 0)
            {
                yield return Segment.LineBreak;
            }
        }
    }
}
