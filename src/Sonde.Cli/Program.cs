using Sonde.Cli;
using Sonde.Cli.Commands;
using Sonde.Cli.Terminal;

using Streams streams = Streams.OfProcess();
var application = new Application(
[
    new DumpCommand(streams),
    new VersionCommand(streams),
    new CompletionCommand(streams),
    new CompleteWordsCommand(streams),
]);
using var interrupt = new InterruptSignals();
return (int)await application.RunAsync(args, streams, interrupt.Token);
