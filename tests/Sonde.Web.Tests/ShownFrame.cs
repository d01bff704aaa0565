namespace Sonde.Web.Tests;

/// <summary>A box of the flame graph as it is drawn; graph.ts has the same.</summary>
internal sealed record ShownFrame(
    string Label, double X, double Y, double Width, double Height, double Share, string Fill, bool Matches)
{
    public double MiddleX => X + (Width / 2);

    public double MiddleY => Y + (Height / 2);
}
