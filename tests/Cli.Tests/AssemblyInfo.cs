using ServerlessPipeline.LocalServices;

[assembly: AssemblyFixture(typeof(LocalAws))]
