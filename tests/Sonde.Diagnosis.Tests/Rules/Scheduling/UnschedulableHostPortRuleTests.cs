using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using static Sonde.Diagnosis.Tests.Rules.Scheduling.Fixtures;

namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

public sealed class UnschedulableHostPortRuleTests
{
    private readonly UnschedulableHostPortRule _rule = new();

    [Fact]
    public void The_port_and_its_holder_are_named()
    {
        Finding finding = Assert.Single(new TestCluster().Node("n1").On("n1", "holder", container: Port(9000))
            .Deployment("edge", Spec(container: Port(9000)), Refused()).Evaluate(_rule));
        Assert.Contains("host port 9000/TCP is taken by Pod shop/holder on the only node (n1)", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_in_the_nodes_network_takes_what_it_declares() => Assert.Single(new TestCluster()
        .Node("n1").On("n1", "holder", "\"hostNetwork\":true", """ "ports":[{"containerPort":9000}] """)
        .Deployment("edge", Spec(container: Port(9000)), Refused()).Evaluate(_rule));

    [Fact]
    public void Another_protocol_or_address_is_another_port() => Assert.Empty(new TestCluster()
        .Node("n1").On("n1", "udp", container: Port(9000, ",\"protocol\":\"UDP\"")).On("n1", "local", container: Port(9000, ",\"hostIP\":\"127.0.0.1\""))
        .Deployment("edge", Spec(container: Port(9000, ",\"hostIP\":\"10.0.0.1\"")), Refused()).Evaluate(_rule));

    private static string Port(int number, string more = "") => $$""" "ports":[{"containerPort":80,"hostPort":{{number}}{{more}} }] """;
}
