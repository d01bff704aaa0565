using Sonde.Inspection.Subjects;
using Sonde.Linux.Procfs;
using Sonde.Profiles.Rendering;

namespace Sonde.Inspection.Sections;

/// <summary>TCP sockets of the target's network namespace by state, and the ports that are listened on.</summary>
internal sealed class SocketsSection : InspectionSection
{
    /// <summary>From here on a program that does not close what the other side has closed is leaking.</summary>
    private const int ManyCloseWait = 50;

    private const int MaxPorts = 20;

    /// <inheritdoc/>
    public override string Title => "Sockets";

    /// <inheritdoc/>
    public override int Order => 80;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        if (TcpSocket.TryRead(subject.Proc, subject.Init) is not { } sockets)
        {
            lines.AddUnseen("sockets: the first process has gone, or its network namespace may not be seen");
            return;
        }

        AddStates(sockets, lines);
        AddOthers(subject, lines);
        foreach (TcpSocket listener in sockets.Where(socket => socket.State == SocketState.Listen).OrderBy(socket => socket.Local.Port).Take(MaxPorts))
            lines.Add(Listener(listener));
    }

    private static void AddStates(IReadOnlyList<TcpSocket> sockets, SectionLines lines)
    {
        var states = sockets.GroupBy(socket => socket.State).Select(group => (State: group.Key, Count: group.Count()))
            .OrderByDescending(state => state.Count).ToArray();
        int waiting = states.FirstOrDefault(state => state.State == SocketState.CloseWait).Count;
        bool leak = waiting >= ManyCloseWait;
        lines.Add(new InspectionLine
        {
            Name = "tcp",
            Text = states.Length == 0 ? "none" : string.Join(", ", states.Select(state => $"{ValueText.Count(state.Count)} {Words(state.State)}")),
            Judgement = leak ? Judgement.Warn : Judgement.Ok,
            Reason = leak ? "close-wait: the other side has closed, this program never does; it leaks sockets" : "",
            Measures = [.. states.Select(state => new Measure(Words(state.State), state.Count, "count"))],
            Answer = $"Leaks sockets: {waiting} connections that the other side has closed are still open here",
            Weight = 38,
        });
    }

    private static void AddOthers(InspectionSubject subject, SectionLines lines)
    {
        // Each file has a heading.
        int udp = Count("net/udp") + Count("net/udp6"), unix = Count("net/unix");
        lines.Add(new InspectionLine
        {
            Name = "others",
            Text = $"{udp} udp, {unix} unix",
            Measures = [new("udp", udp, "count"), new("unix", unix, "count")],
        });

        int Count(string file) => Math.Max(0, KernelText.ReadLines(subject.Proc.PathOf(subject.Init, file)).Length - 1);
    }

    private static InspectionLine Listener(TcpSocket listener)
    {
        bool waits = listener.ReceiveQueue > 0;
        return new InspectionLine
        {
            Name = "listens",
            Text = $"{listener.Local}{(waits ? $", {Figures.Count(listener.ReceiveQueue, "connection", "connections")} not accepted yet" : "")}",
            Judgement = waits ? Judgement.Warn : Judgement.Ok,
            Reason = waits ? "clients are connected and nobody answers them" : "",
            Measures = [new("port", listener.Local.Port, "count"), new("backlog", listener.ReceiveQueue, "count")],
            Answer = $"Does not accept: {Figures.Count(listener.ReceiveQueue, "client waits", "clients wait")} on port {listener.Local.Port}",
            Weight = 58,
        };
    }

    /// <summary>The state as ss(8) names it, with the words apart.</summary>
    private static string Words(SocketState state) => state switch
    {
        SocketState.Established => "established",
        SocketState.SynSent => "syn-sent",
        SocketState.SynReceived => "syn-recv",
        SocketState.FinWait1 => "fin-wait-1",
        SocketState.FinWait2 => "fin-wait-2",
        SocketState.TimeWait => "time-wait",
        SocketState.Close => "closed",
        SocketState.CloseWait => "close-wait",
        SocketState.LastAck => "last-ack",
        SocketState.Listen => "listening",
        SocketState.Closing => "closing",
        _ => "in an unknown state",
    };
}
