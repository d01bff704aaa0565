using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

public sealed class SchedulerMessageTests
{
    [Theory]
    [InlineData("0/5 nodes are available: 1 node(s) had untolerated taint {dedicated: gpu}, 4 Insufficient cpu. preemption: 0/5 nodes are available: 5 No preemption victims found.", "1 Taint, 4 Resources")]
    [InlineData("0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate, 2 node(s) didn't match node selector.", "1 Taint, 2 NodeSelector")]
    [InlineData("0/2 nodes are available: 1 node(s) were unschedulable, 1 node(s) had volume node affinity conflict.", "1 NodeCordoned, 1 Volume")]
    [InlineData("0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.", "2 NodePressure")]
    [InlineData("0/2 nodes are available: 1 Too many pods, 1 node(s) didn't have free ports for the requested pod ports.", "1 Resources, 1 HostPort")]
    [InlineData("0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints (missing required label).", "2 PodAffinity")]
    [InlineData("0/2 nodes are available: 2 node(s) had untolerated taint(s), 13 Insufficient memory. no new claims to deallocate, preemption: 0/2", "2 Taint, 13 Resources")]
    [InlineData("", "")]
    [InlineData("0/1 nodes are available: 99999999999 Insufficient cpu", "0 Resources")]
    [InlineData("no words at all: 7", "")]
    public void Reasons_are_read_with_their_numbers(string message, string expected) => Assert.Equal(
        expected, string.Join(", ", SchedulerMessage.Parse(message).Select(said => $"{said.Nodes} {said.Obstacle}")));
}
