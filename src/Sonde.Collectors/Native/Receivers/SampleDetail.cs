namespace Sonde.Collectors.Native.Receivers;

/// <summary>What is known of samples besides stack and thread.</summary>
/// <param name="Wait">What the thread was doing.</param>
/// <param name="Waker">Index of the thread that ended the wait, or one of the numbers here.</param>
/// <param name="WakerStack">Its stack then, a node of <see cref="SampleTable.Stacks"/>; 0 when it is not recorded.</param>
internal readonly record struct SampleDetail(ThreadWait Wait, int Waker = SampleDetail.NoWaker, int WakerStack = 0)
{
    /// <summary>Nobody was seen to end the wait.</summary>
    public const int NoWaker = -1;

    /// <summary>An interrupt ended it: a timer, a disk, the network.</summary>
    public const int Interrupt = -2;

    /// <summary>A thread of a process that is not sampled.</summary>
    public const int Stranger = -3;

    /// <summary>Nothing.</summary>
    public static SampleDetail None => new(ThreadWait.None);
}
