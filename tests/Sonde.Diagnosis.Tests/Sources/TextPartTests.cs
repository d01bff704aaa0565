using Sonde.Diagnosis.Sources.KubectlText;

namespace Sonde.Diagnosis.Tests.Sources;

/// <summary>Ages, command lines and tables of kubectl.</summary>
public sealed class TextPartTests
{
    [Theory]
    [InlineData("0s", 0L)]
    [InlineData("45s", 45L)]
    [InlineData("5m23s", 323L)]
    [InlineData("2d4h", 187_200L)]
    [InlineData("3y12d", (3 * 365 + 12) * 86_400L)]
    [InlineData("<unknown>", null)]
    [InlineData("<invalid>", null)]
    [InlineData("", null)]
    [InlineData("5m ago", null)]
    public void Ages_are_read(string text, long? seconds) =>
        Assert.Equal(seconds, (long?)AgeText.Parse(text)?.TotalSeconds);

    [Theory]
    [InlineData("12m (x33 over 45m)", "12m", "45m", 33)]
    [InlineData("7m30s", "7m30s", "7m30s", 1)]
    [InlineData("2m (x4)", "2m", "2m", 4)]
    [InlineData("<unknown>", "<unknown>", "<unknown>", 1)]
    public void Repetitions_are_read(string text, string last, string first, int count) =>
        Assert.Equal((last, first, count), AgeText.Repeated(text));

    [Theory]
    [InlineData("$ kubectl get pods -n shop", "get", "shop", "Pod", false)]
    [InlineData("root@host:~# kubectl -n shop describe deploy/cart", "describe", "shop", "Deployment", true)]
    [InlineData("kubectl get po,svc --namespace=shop -o wide", "get", "shop", "Pod,Service", false)]
    [InlineData("k get events -A --sort-by=.lastTimestamp", "get", null, "Event", false)]
    [InlineData("❯ oc get pods | grep cart", "get", null, "Pod", true)]
    [InlineData("[ops@bastion ~]$ kubectl get pods cart-x -nshop", "get", "shop", "Pod", true)]
    public void Command_lines_are_read(string line, string verb, string? space, string kinds, bool isNarrowed)
    {
        KubectlCommand command = KubectlCommand.Read(line)!;
        Assert.Equal((verb, space, kinds, isNarrowed), (command.Verb, command.Namespace, string.Join(',', command.Kinds), command.IsNarrowed));
    }

    [Theory]
    [InlineData("Name: cart")]
    [InlineData("  Normal  Pulled  7m  kubelet  ran kubectl get pods")]
    [InlineData("please run the usual commands and tell me what you see")]
    public void Other_lines_are_no_command(string line) => Assert.Null(KubectlCommand.Read(line));

    [Fact]
    public void A_broken_table_is_joined()
    {
        string[] lines =
        [
            "NAMESPACE   NAME         READY   STATUS ",
            "  RESTARTS   AGE",
            "shop        cart-1       0/1     Error  ",
            "  3          5m",
            "shop        cart-2       1/1     Running",
            "  0          5m",
        ];
        TextTable table = TextTable.Read(lines);
        Assert.Equal([("cart-1", "Error", "3"), ("cart-2", "Running", "0")], table.Rows.Select(row => (row["NAME"], row["STATUS"], row["RESTARTS"])));
    }
}
