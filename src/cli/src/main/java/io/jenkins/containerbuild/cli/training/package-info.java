/** Shows the JVM once what a usual build loads, so that the launcher's class-data sharing archive holds it and later starts are short. */
package io.jenkins.containerbuild.cli.training;
