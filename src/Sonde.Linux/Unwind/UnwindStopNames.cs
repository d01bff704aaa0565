namespace Sonde.Linux.Unwind;

/// <summary>The stable names under which a profile's quality counts failed walks.</summary>
public static class UnwindStopNames
{
    /// <summary>How many causes there are: the length of an array that counts by <see cref="UnwindStop"/>.</summary>
    public const int Count = (int)UnwindStop.UnknownRegister + 1;

    /// <summary>True when frames are missing from the stack.</summary>
    public static bool IsIncomplete(this UnwindStop stop) => stop != UnwindStop.EndOfStack;

    /// <summary>True when frames are missing only because less was copied, or less room given, than the stack has.</summary>
    public static bool IsTruncation(this UnwindStop stop) => stop is UnwindStop.StackTruncated or UnwindStop.TooDeep;

    /// <summary>The name, for example <c>stack_truncated</c>.</summary>
    public static string ToName(this UnwindStop stop) => stop switch
    {
        UnwindStop.EndOfStack => "end_of_stack",
        UnwindStop.TooDeep => "too_deep",
        UnwindStop.StackTruncated => "stack_truncated",
        UnwindStop.ForeignStack => "foreign_stack",
        UnwindStop.Unreadable => "unreadable",
        UnwindStop.NoUnwindInfo => "no_unwind_info",
        UnwindStop.UnmappedPc => "unmapped_pc",
        UnwindStop.BadCfa => "bad_cfa",
        UnwindStop.BadUnwindInfo => "bad_unwind_info",
        UnwindStop.BadExpression => "bad_expression",
        UnwindStop.UnknownRegister => "unknown_register",
        _ => throw new ArgumentOutOfRangeException(nameof(stop), stop, null),
    };
}
