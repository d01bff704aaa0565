using System.Diagnostics.CodeAnalysis;

namespace Sonde.Collectors.Python;

/// <summary>Which frames a Python programmer would see.</summary>
internal static class FrameVisibility
{
    /// <summary>
    /// Tells like <c>_PyFrame_IsIncomplete</c> (Include/internal/pycore_frame.h) which frames are Python code that has begun:
    /// not the entry of the evaluation loop, and not a frame whose cells are still being made.
    /// </summary>
    public static bool IsShown(in PythonFrame frame, [NotNullWhen(true)] out PythonCode? code, out int unit)
    {
        unit = 0;
        code = frame.CodeObject;
        return frame.Owner != FrameOwner.CStack && code is not null && code.TryGetUnit(frame.Instruction, out unit)
            && (frame.Owner == FrameOwner.Generator || unit >= code.FirstTraceable);
    }
}
