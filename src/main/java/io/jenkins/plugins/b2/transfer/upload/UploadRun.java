package io.jenkins.plugins.b2.transfer.upload;

/**
 * What all files of one run of an upload share. Thread-safe.
 *
 * @param sizes of requests
 * @param unfinished what interrupted uploads have left
 */
record UploadRun(UploadOptions options, PartSizes sizes, UnfinishedUploads unfinished) {}
