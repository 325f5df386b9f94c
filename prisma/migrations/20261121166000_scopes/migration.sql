-- Scopes became finer: a key may do what it could before.
update api_keys set scopes = scopes || '{models:read,members:read,usage:read}' where 'workspace:read' = any(scopes);
update api_keys set scopes = scopes || '{models:write,members:write}' where 'workspace:write' = any(scopes);
