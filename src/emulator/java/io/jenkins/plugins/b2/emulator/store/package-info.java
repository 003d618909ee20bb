/**
 * What the emulator knows and keeps: buckets, file versions, parts, application keys and the bytes themselves.
 * Nothing here knows HTTP. All changes happen under one lock,
 * {@link io.jenkins.plugins.b2.emulator.store.Account#lock()}; bytes move outside of it.
 */
package io.jenkins.plugins.b2.emulator.store;
