using ServerlessPipeline.LocalCloud.Tests.Function;

// With arguments: a program that hosts Lambda, to be killed by a test. Without: a function, as Lambda starts it.
return args is ["host", var folder, var marker]
    ? await Host.RunAsync(folder, marker)
    : await Runtime.RunAsync();
