/** One HTTP request at a time per connection: ended by cancellation and by silence. */
package io.jenkins.plugins.b2.transfer.http;
