-- What wrk does beside its options: a body where UPLOAD says how long, and the sums on one line for the scripts.
local upload = tonumber(os.getenv("UPLOAD") or "0")
if upload > 0 then
  wrk.method = "POST"
  wrk.body = string.rep("x", upload)
end

function done(summary)
  local e = summary.errors
  io.write(string.format("sums requests %d bytes %d micros %d failed %d\n", summary.requests, summary.bytes,
    summary.duration, e.connect + e.read + e.write + e.timeout + e.status))
end
