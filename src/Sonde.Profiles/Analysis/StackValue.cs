using System.Runtime.InteropServices;

namespace Sonde.Profiles.Analysis;

/// <summary>What <see cref="StackValues"/> knows of one stack. All of it lies in one line of the processor's cache.</summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
internal struct StackValue
{
    /// <summary>Value of the stack with all that it calls.</summary>
    public long Total;

    /// <summary>The first stack that is one call deeper, 0 for none.</summary>
    public int FirstCallee;

    /// <summary>The next stack with the same caller, 0 for none.</summary>
    public int NextCallee;

    /// <summary>The outermost frame of its location, as an index into <see cref="FrameTable.Lines"/>.</summary>
    public int Line;
}
