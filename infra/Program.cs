using Amazon.CDK;
using ServerlessPipeline.Infra;

var app = new App();
try
{
    var settings = PipelineSettings.From(CommandLineSettings.Over(app.Node.TryGetContext("pipeline"), app.Node.TryGetContext), app.Node.TryGetContext("stage"));
    PipelineApp.Build(app, settings, Artifacts.Published());
}
catch (SettingException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

// The CDK command stops at errors too; but not everyone who reads the templates goes through it.
var errors = PipelineApp.Errors(app.Synth());
foreach (var error in errors)
{
    Console.Error.WriteLine(error);
}

return errors.Count == 0 ? 0 : 1;
