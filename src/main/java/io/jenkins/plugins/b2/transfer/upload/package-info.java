/** Uploads files and streams: at once or in parts, resumed, compared, encrypted. */
package io.jenkins.plugins.b2.transfer.upload;
