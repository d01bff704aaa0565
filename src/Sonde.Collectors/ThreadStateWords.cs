using Sonde.Linux.Procfs;

namespace Sonde.Collectors;

/// <summary>Says in words what a thread is doing, for dumps.</summary>
public static class ThreadStateWords
{
    /// <summary>
    /// <c>running</c>, <c>sleeping</c>, <c>blocked in futex</c>, … The wait is the kernel's function without its affixes; it is
    /// told only to a reader that may trace the thread.
    /// </summary>
    /// <returns>Null when the thread has ended.</returns>
    public static string? Describe(ProcFileSystem proc, ProcessId process, ThreadId thread)
    {
        if (proc.TryReadThreadStat(process, thread) is not { } stat)
            return null;
        if (stat.State is not (ProcessState.Sleeping or ProcessState.DiskWait)
            || proc.TryReadWaitChannel(process, thread) is not { } channel)
        {
            return stat.State.ToWords();
        }

        // The compiler's copies of a function have a suffix: poll_schedule_timeout.constprop.0
        int suffix = channel.IndexOf('.', StringComparison.Ordinal);
        string wait = NameOf(suffix > 0 ? channel[..suffix] : channel);
        return stat.State == ProcessState.DiskWait ? $"disk wait in {wait}" : $"blocked in {wait}";
    }

    // Kernel functions that are better known by the system call they serve.
    private static string NameOf(string channel) => channel switch
    {
        "futex_do_wait" or "futex_wait_queue" or "futex_wait_queue_me" or "futex_wait" => "futex",
        "hrtimer_nanosleep" or "do_nanosleep" or "common_nsleep" => "sleep",
        "do_sys_poll" or "do_poll" or "poll_schedule_timeout" => "poll",
        "do_select" or "core_sys_select" => "select",
        "ep_poll" or "do_epoll_wait" => "epoll_wait",
        "do_wait" or "kernel_wait4" => "wait",
        "pipe_read" or "anon_pipe_read" => "pipe read",
        "pipe_write" or "anon_pipe_write" => "pipe write",
        "inet_csk_accept" => "accept",
        "wait_woken" or "sk_wait_data" or "tcp_recvmsg" or "__skb_wait_for_more_packets" => "socket read",
        "unix_stream_read_generic" or "unix_stream_data_wait" => "socket read",
        "sk_stream_wait_memory" => "socket write",
        "do_sigtimedwait" or "sigsuspend" or "do_pause" => "signal wait",
        "n_tty_read" => "terminal read",
        _ => channel,
    };
}
